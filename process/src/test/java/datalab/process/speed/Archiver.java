package datalab.process.speed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import datalab.lab.event.Coordinate;
import datalab.lab.stream.EventStream;
import datalab.log.LogRecord;
import datalab.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Processes readings as the owner of partition 0 does, for tests of what happens to views afterwards. */
public final class Archiver {
    private static final Instant START = Instant.parse("2026-03-04T12:00:00Z");

    private Archiver() {}

    /** The readings of the offsets [from, until), a second apart. */
    public static void archive(LabFixture fixture, Store store, int from, int until) {
        archive(fixture, store, from, until, Duration.ofSeconds(1));
    }

    /** The same with longer between them. */
    public static void archive(LabFixture fixture, Store store, int from, int until, Duration step) {
        EventStream readings = fixture.stream("readings");
        PartitionCommitter partition = new PartitionCommitter(
                readings,
                0,
                store.ledger(),
                store.archive().writer(),
                new EventStepBuilder(readings, store.ledger(), store.views(), store.archive(), 0));
        partition.begin();
        List<LogRecord> records = new ArrayList<>();
        for (int offset = from; offset < until; offset++) {
            String json = "{\"name\":\"s%d\",\"value\":%d,\"at\":\"%s\"}"
                    .formatted(offset % 3, offset % 40, START.plus(step.multipliedBy(offset)));
            records.add(new LogRecord(
                    readings.topic(),
                    new Coordinate(0, offset),
                    json.getBytes(UTF_8),
                    START.plusSeconds(offset),
                    Map.of()));
        }
        assertThat(partition.step(records, until)).isInstanceOf(PartitionCommitter.Outcome.Committed.class);
    }
}
