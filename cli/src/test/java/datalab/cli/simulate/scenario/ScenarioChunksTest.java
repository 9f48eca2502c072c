package datalab.cli.simulate.scenario;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import datalab.cli.send.Chunk;
import datalab.cli.simulate.pace.StopSignal;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ScenarioChunksTest {
    private static final Instant END = MadeEvents.BEGIN.plusSeconds(1_000);

    @Test
    void areTheSameAtAnySpeed() throws IOException {
        List<Instant> times = new Random(1)
                .ints(20_000, 0, 1_000_000)
                .sorted()
                .mapToObj(MadeEvents.BEGIN::plusMillis)
                .toList();

        List<String> fast = keys(times, 0);

        assertThat(fast).hasSize(1_000).doesNotHaveDuplicates();
        assertThat(keys(times, 1e6)).isEqualTo(fast);
        assertThat(keys(times, 2e4)).isEqualTo(fast);
    }

    @Test
    void holdNoMoreEventsThanARequest() throws IOException {
        List<Instant> times =
                IntStream.range(0, 12_000).mapToObj(i -> MadeEvents.BEGIN).toList();

        assertThat(chunks(times, 0)).extracting(Chunk::rows).containsExactly(5_000, 5_000, 2_000);
    }

    @Test
    void comeWhenTheirLastEventIsDue() throws IOException {
        List<Instant> times = List.of(MadeEvents.BEGIN, MadeEvents.BEGIN.plusSeconds(500));
        long began = System.nanoTime();

        assertThat(chunks(times, 1_000)).hasSize(2);

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(490));
    }

    @Test
    void areOthersWithAnotherSeed() throws IOException {
        Chunk chunk = chunks(List.of(MadeEvents.BEGIN), 0).getFirst();

        assertThat(ScenarioChunks.onceKey(chunk, 1))
                .matches("simulate:[0-9a-f]{64}")
                .isNotEqualTo(ScenarioChunks.onceKey(chunk, 2));
        assertThat(new String(chunk.body(), UTF_8)).isEqualTo("{\"at\":\"2026-01-01T00:00:00Z\"}\n");
    }

    private static List<String> keys(List<Instant> times, double speed) throws IOException {
        return chunks(times, speed).stream()
                .map(chunk -> ScenarioChunks.onceKey(chunk, 1))
                .toList();
    }

    private static List<Chunk> chunks(List<Instant> times, double speed) throws IOException {
        List<Chunk> all = new ArrayList<>();
        try (StopSignal stop = StopSignal.listen();
                MadeEvents events = new MadeEvents(END, times)) {
            ScenarioChunks chunks = new ScenarioChunks(events, speed, stop);
            for (Chunk chunk = chunks.next(); chunk != null; chunk = chunks.next()) {
                all.add(chunk);
            }
        }
        return all;
    }
}
