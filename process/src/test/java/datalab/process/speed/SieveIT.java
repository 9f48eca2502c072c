package datalab.process.speed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import datalab.lab.Coordinate;
import datalab.lab.EventStream;
import datalab.lab.Reject;
import datalab.lab.RejectReason;
import datalab.log.LogRecord;
import datalab.store.Store;
import datalab.testkit.TestStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What another program wrote into a stream's topic stops no stream. */
final class SieveIT {
    private static final Instant NOON = Instant.parse("2026-03-04T12:00:00Z");
    /** What Kafka gives as the timestamp of a record that has none. */
    private static final Instant NONE = Instant.ofEpochMilli(-1);

    @RegisterExtension
    static final TestStore database = new TestStore();

    @TempDir
    static Path folder;

    @Test
    void rejectsARecordWhoseTimestampNobodyCanMean() throws IOException {
        Store store = database.get();
        LabFixture fixture = LabFixture.of(folder, "sieve");
        store.prepare(fixture.lab());
        EventStream users = fixture.stream("users");
        List<Instant> timestamps =
                List.of(NOON, Instant.ofEpochMilli(Long.MAX_VALUE), Instant.parse("2201-01-01T00:00:00Z"), NOON, NONE);
        List<LogRecord> records = new ArrayList<>();
        for (int offset = 0; offset < timestamps.size(); offset++) {
            byte[] json = "{\"id\":\"u%d\"}".formatted(offset).getBytes(UTF_8);
            records.add(
                    new LogRecord(users.topic(), new Coordinate(0, offset), json, timestamps.get(offset), Map.of()));
        }
        Partition partition = new Partition(users, 0, store, new EventSteps(users, store, 0));
        partition.begin();

        Partition.Outcome outcome = partition.step(records, records.size());

        assertThat(outcome).isInstanceOf(Partition.Outcome.Committed.class);
        assertThat(LabFixture.archive(store, users)).containsOnlyKeys("0:0", "0:3");
        assertThat(store.rejects("sieve", null, 10)).hasSize(3).allSatisfy(reject -> {
            assertThat(reject.reason()).isEqualTo(RejectReason.BAD_TIME);
            assertThat(reject.detail()).contains("in the years 1900 to 2200");
            assertThat(reject.arrived()).isEqualTo(Instant.EPOCH);
        });
        assertThat(store.rejects("sieve", null, 10))
                .extracting(Reject::payload)
                .containsExactlyInAnyOrder(
                        records.get(1).value(),
                        records.get(2).value(),
                        records.get(4).value());
    }
}
