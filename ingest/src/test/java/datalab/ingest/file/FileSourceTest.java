package datalab.ingest.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import datalab.ingest.LoadedFiles;
import datalab.ingest.MemoryLog;
import datalab.ingest.SampleStreams;
import datalab.ingest.door.Ingest;
import datalab.ingest.door.IngestLimits;
import datalab.lab.Lab;
import datalab.lab.input.CsvInput;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.StreamInputs;
import datalab.log.Headers;
import datalab.log.NewRecord;
import datalab.log.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSourceTest {
    private final MemoryLog log = new MemoryLog();
    private final MemoryOfFiles loaded = new MemoryOfFiles();
    private final Ingest ingest = new Ingest(log, IngestLimits.DEFAULT, new SimpleMeterRegistry(), Clock.systemUTC());

    @TempDir
    private Path folder;

    @BeforeEach
    void makeFolder() throws Exception {
        Files.createDirectory(folder.resolve("data"));
    }

    @Test
    void loadsEveryFileThatThePatternMeansOnce() throws Exception {
        Files.writeString(folder.resolve("data/a.csv"), "name,value\na,1\na,x\n");
        try (OutputStream gzip = new GZIPOutputStream(Files.newOutputStream(folder.resolve("data/b.csv.gz")))) {
            gzip.write("name,value\nb,2\n".getBytes(UTF_8));
        }
        Files.writeString(folder.resolve("data/notes.txt"), "nothing");

        load(2);
        load(2);

        assertThat(log.records("sensors.readings"))
                .extracting(record -> new String(record.value(), UTF_8))
                .containsExactly("{\"name\":\"a\",\"value\":1}", "{\"name\":\"b\",\"value\":2}");
        NewRecord first = log.records("sensors.readings").getFirst();
        assertThat(first.headers().get(Headers.SOURCE)).isEqualTo("file:data/a.csv");
        assertThat(first.headers().get(Headers.ONCE)).matches("file:[0-9a-f]{16}:2");
        assertThat(log.records(Topics.REJECTS)).hasSize(1);
    }

    @Test
    void followsLinksButNotInCircles(@TempDir Path elsewhere) throws Exception {
        Files.writeString(elsewhere.resolve("a.csv"), "name\na\n");
        Files.createSymbolicLink(elsewhere.resolve("circle"), folder);
        Files.createSymbolicLink(elsewhere.resolve("gone.csv"), elsewhere.resolve("never.csv"));
        Files.delete(folder.resolve("data"));
        Files.createSymbolicLink(folder.resolve("data"), elsewhere);

        load(1);

        assertThat(log.records("sensors.readings"))
                .extracting(record -> record.headers().get(Headers.SOURCE))
                .containsExactly("file:data/a.csv");
    }

    @Test
    void leavesOutAFileThatIsWrongAndLoadsTheOthers() throws Exception {
        Files.writeString(folder.resolve("data/a.csv"), "other,header\n1,2\n");
        Files.writeString(folder.resolve("data/b.csv.gz"), "no gzip");
        Files.writeString(folder.resolve("data/c.csv"), "name\nc\n");

        load(1);

        assertThat(log.records("sensors.readings")).hasSize(1);
    }

    @Test
    void saysWhatBecameOfEachFile() throws Exception {
        Files.writeString(folder.resolve("data/a.csv"), "name;value\na;1\n");
        Files.writeString(folder.resolve("data/b.csv"), "name,value\rb,1\rc,2\r");

        try (FileSource source = source()) {
            source.start();
            source.awaitFirstTry(Duration.ofSeconds(30));

            assertThat(source.files())
                    .extracting(state -> state.topic() + " " + state.name() + " " + state.kind())
                    .containsExactly("sensors.readings data/a.csv FAILED", "sensors.readings data/b.csv LOADED");
            assertThat(source.files().getFirst().detail()).contains("this looks separated by \";\"");
            assertThat(log.records("sensors.readings")).hasSize(2);
        }
    }

    @Test
    void triesAgainWithTheSameIdsUntilTheLogTakesIt() throws Exception {
        Files.writeString(folder.resolve("data/a.csv"), "name\na\nb\n");
        log.fail(true);
        try (FileSource source = source()) {
            source.start();
            await().during(Duration.ofMillis(200)).until(() -> loaded.digests.isEmpty());

            log.fail(false);

            await().until(() -> loaded.digests.size() == 1);
        }
        assertThat(log.records("sensors.readings"))
                .extracting(record ->
                        String.valueOf(record.headers().get(Headers.ONCE)).replaceAll(".*:", ""))
                .containsExactly("2", "3");
    }

    private void load(int expected) {
        try (FileSource source = source()) {
            source.start();
            await().until(() -> loaded.digests.size() == expected && loaded.asked >= expected);
        }
    }

    private FileSource source() {
        EventStream readings = SampleStreams.READINGS;
        EventStream stream = new EventStream(
                readings.lab(),
                readings.name(),
                readings.key(),
                readings.time(),
                readings.zone(),
                readings.fields(),
                readings.extra(),
                readings.unique(),
                StreamInputs.of(new CsvInput("data/*.{csv,csv.gz}")),
                readings.quality());
        Lab lab = new Lab("sensors", "Sensors", folder, Map.of("readings", stream), Map.of(), List.of());
        return new FileSource(ingest, List.of(lab), loaded, new SimpleMeterRegistry());
    }

    private static final class MemoryOfFiles implements LoadedFiles {
        private final Set<String> digests = ConcurrentHashMap.newKeySet();
        private volatile int asked;

        @Override
        public synchronized boolean isLoaded(EventStream stream, String digest) {
            asked++;
            return digests.contains(digest);
        }

        @Override
        public void markLoaded(EventStream stream, String digest, Path file) {
            digests.add(digest);
        }
    }
}
