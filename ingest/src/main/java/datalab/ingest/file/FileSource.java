package datalab.ingest.file;

import datalab.ingest.FileLoadState;
import datalab.ingest.LoadedFiles;
import datalab.ingest.Source;
import datalab.ingest.door.Ingest;
import datalab.ingest.door.IngestBatch;
import datalab.ingest.door.IngestBatchResult;
import datalab.ingest.door.IngestBatchResult.LineError;
import datalab.ingest.format.CsvReader;
import datalab.ingest.format.MalformedBody;
import datalab.lab.Lab;
import datalab.lab.input.CsvInput;
import datalab.lab.stream.EventStream;
import datalab.runtime.Backoff;
import datalab.runtime.CircuitBreaker;
import datalab.runtime.SupervisedLoop;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The source for the CSV files in lab folders: each is loaded once, in the background, and again from its beginning after
 * an interruption; the idempotency keys of its lines prevent duplicates. An error in a file is logged and does not affect
 * other files.
 */
public final class FileSource implements Source {
    private static final Logger LOG = LoggerFactory.getLogger(FileSource.class);
    private static final String SOURCE = "file";
    private static final int DIGEST_CHARS = 16;
    private static final Backoff RETRY = Backoff.of(Duration.ofSeconds(1), Duration.ofSeconds(30));
    private static final Duration CLOSE_MAX = Duration.ofSeconds(5);

    private final Ingest ingest;
    private final List<Lab> labs;
    private final LoadedFiles loaded;
    private final Map<String, FileLoadState> states = new ConcurrentSkipListMap<>();
    private final CountDownLatch triedAll = new CountDownLatch(1);
    private final SupervisedLoop loop;
    private @Nullable List<CsvFile> left;
    private @Nullable Thread thread;

    public FileSource(Ingest ingest, List<Lab> labs, LoadedFiles loaded, MeterRegistry meters) {
        this.ingest = ingest;
        this.labs = List.copyOf(labs);
        this.loaded = loaded;
        this.loop = new SupervisedLoop(new CircuitBreaker("files", "", RETRY, meters), this::load);
    }

    /** Returns at once. */
    @Override
    public synchronized void start() {
        thread = Thread.ofPlatform().daemon().name("datalab-files").start(loop);
    }

    /** The state of each file, by stream and name. */
    @Override
    public List<FileLoadState> files() {
        return List.copyOf(states.values());
    }

    /**
     * Waits until each file has been tried once, so that those that can be loaded are in the log; false where it takes
     * longer.
     */
    @Override
    public boolean awaitFirstTry(Duration atMost) throws InterruptedException {
        return triedAll.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public synchronized void close() {
        if (thread == null) {
            return;
        }
        loop.close();
        thread.interrupt();
        try {
            thread.join(CLOSE_MAX);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Tries the files that are not loaded yet; ends with the last of them. */
    private Duration load() throws FilesWait {
        List<CsvFile> files = left;
        if (files == null) {
            files = declared();
            files.forEach(file -> note(file, FileLoadState.Kind.WAITING, null));
        }
        left = loadAll(files);
        triedAll.countDown();
        if (!left.isEmpty()) {
            throw new FilesWait(left.size() + " files are not loaded yet, such as "
                    + left.getFirst().name());
        }
        loop.close();
        return Duration.ZERO;
    }

    private List<CsvFile> declared() {
        List<CsvFile> files = new ArrayList<>();
        for (Lab lab : labs) {
            for (EventStream stream : lab.streams().values()) {
                for (CsvInput input : stream.in().of(CsvInput.class)) {
                    files.addAll(matching(lab, stream, input.pattern()));
                }
            }
        }
        return files;
    }

    private static List<CsvFile> matching(Lab lab, EventStream stream, String pattern) {
        try {
            List<CsvFile> files = CsvFile.matching(stream, lab.folder(), pattern);
            if (files.isEmpty()) {
                LOG.atWarn()
                        .addKeyValue("stream", stream.topic())
                        .addKeyValue("pattern", pattern)
                        .log("no file matches");
            }
            return files;
        } catch (IOException e) {
            LOG.atError()
                    .addKeyValue("stream", stream.topic())
                    .addKeyValue("pattern", pattern)
                    .addKeyValue("detail", e.toString())
                    .log("files cannot be listed");
            return List.of();
        }
    }

    /** The files that must be tried again. */
    private List<CsvFile> loadAll(List<CsvFile> files) {
        List<CsvFile> again = new ArrayList<>();
        for (CsvFile file : files) {
            if (Thread.currentThread().isInterrupted()) {
                return files;
            }
            try {
                if (!isLoadedNow(file)) {
                    again.add(file);
                }
            } catch (InterruptedIOException e) {
                Thread.currentThread().interrupt(); // closing
            } catch (IOException | MalformedBody e) {
                note(file, FileLoadState.Kind.FAILED, e.getMessage());
                tell(file, "file not loaded", e);
            } catch (RuntimeException e) {
                note(file, FileLoadState.Kind.WAITING, e.getMessage());
                tell(file, "file not loaded yet", e); // the record of loaded files is unavailable
                again.add(file);
            }
        }
        return again;
    }

    /** False where the log could not take all of it. */
    private boolean isLoadedNow(CsvFile file) throws IOException, MalformedBody {
        String digest = file.digest();
        if (loaded.isLoaded(file.stream(), digest)) {
            note(file, FileLoadState.Kind.LOADED, null);
            return true;
        }
        IngestBatchResult result = load(file, digest);
        if (result.busy() != null) {
            note(file, FileLoadState.Kind.WAITING, result.busy().detail());
            LOG.atWarn()
                    .addKeyValue("file", file.name())
                    .addKeyValue("detail", result.busy().detail())
                    .log("file not loaded yet");
            return false;
        }
        loaded.markLoaded(file.stream(), digest, file.path());
        note(file, FileLoadState.Kind.LOADED, null);
        tell(file, result);
        return true;
    }

    private IngestBatchResult load(CsvFile file, String digest) throws IOException, MalformedBody {
        String once = SOURCE + ":" + digest.substring(0, DIGEST_CHARS) + ":";
        IngestBatch batch = ingest.batch(ingest.bind(file.stream(), SOURCE), SOURCE + ":" + file.name(), once);
        try (InputStream in = new ProgressInputStream(file.open(), file.name(), ingest.clock())) {
            new CsvReader().read(in, batch);
        } catch (IOException | MalformedBody e) {
            batch.finish();
            throw e;
        }
        return batch.finish();
    }

    private void note(CsvFile file, FileLoadState.Kind kind, @Nullable String detail) {
        String topic = file.stream().topic();
        states.put(topic + " " + file.name(), new FileLoadState(topic, file.name(), kind, detail));
    }

    private static void tell(CsvFile file, IngestBatchResult result) {
        LOG.atInfo()
                .addKeyValue("file", file.name())
                .addKeyValue("stream", file.stream().topic())
                .addKeyValue("accepted", result.accepted())
                .addKeyValue("rejected", result.rejected())
                .log("file loaded");
        if (!result.errors().isEmpty()) {
            LineError first = result.errors().getFirst();
            LOG.atWarn()
                    .addKeyValue("file", file.name())
                    .addKeyValue("line", first.line())
                    .addKeyValue("detail", first.why().detail())
                    .log("file has rows that were rejected; this is the first");
        }
    }

    private static void tell(CsvFile file, String what, Exception e) {
        LOG.atError()
                .addKeyValue("file", file.path().toString())
                .addKeyValue("stream", file.stream().topic())
                .addKeyValue("detail", e.getMessage())
                .log(what);
    }

    private static final class FilesWait extends Exception {
        FilesWait(String message) {
            super(message);
        }
    }
}
