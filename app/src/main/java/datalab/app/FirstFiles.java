package datalab.app;

import datalab.ingest.file.FileSource;
import datalab.lab.EventStream;
import datalab.lab.Lab;
import datalab.log.KafkaLog;
import datalab.store.Progress;
import datalab.store.Store;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Waits, at a first start, until what the labs bring along in files can be read back, so that the first who asks does not find
 * an empty lab. Large files go on loading behind it: it waits for a while and no longer.
 */
record FirstFiles(List<Lab> labs, FileSource files, KafkaLog log, Store store) {
    private static final Duration AT_MOST = Duration.ofSeconds(15);
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    void await() {
        long end = System.nanoTime() + AT_MOST.toNanos();
        CountDownLatch never = new CountDownLatch(1);
        try {
            boolean ready = files.awaitFirstTry(AT_MOST) && isProcessed();
            while (!ready && System.nanoTime() < end) {
                ready = never.await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS) || isProcessed();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isProcessed() {
        return labs.stream()
                .flatMap(lab -> lab.streams().values().stream())
                .filter(stream -> !stream.in().csv().isEmpty())
                .allMatch(this::isProcessed);
    }

    private boolean isProcessed(EventStream stream) {
        Map<Integer, Long> ends = log.ends(stream.topic());
        long processed =
                store.progress(stream).stream().mapToLong(Progress::nextOffset).sum();
        return processed >= ends.values().stream().mapToLong(Long::longValue).sum();
    }
}
