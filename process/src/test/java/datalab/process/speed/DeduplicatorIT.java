package datalab.process.speed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import datalab.lab.event.Coordinate;
import datalab.lab.event.Reject;
import datalab.lab.event.RejectReason;
import datalab.lab.stream.EventStream;
import datalab.log.LogRecord;
import datalab.store.Store;
import datalab.store.postgres.PostgresStore;
import datalab.store.retention.Retained;
import datalab.testkit.TestStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.groups.Tuple;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What comes of records that are no events, or no new ones. */
final class DeduplicatorIT {
    private static final Instant NOON = Instant.parse("2026-03-04T12:00:00Z");
    /** What Kafka gives as the timestamp of a record that has none. */
    private static final Instant NONE = Instant.ofEpochMilli(-1);

    @RegisterExtension
    static final TestStore<PostgresStore> database = new TestStore<>(PostgresStore::new, PostgresStore::start);

    @TempDir
    static Path folder;

    @Test
    void rejectsARecordWhoseTimestampNobodyCanMean() throws IOException {
        Store store = database.get();
        LabFixture fixture = LabFixture.of(folder, "deduplicator");
        store.prepare(fixture.lab());
        EventStream users = fixture.stream("users");
        List<Instant> timestamps = List.of(
                NOON,
                Instant.ofEpochMilli(Long.MAX_VALUE),
                Instant.parse("2201-01-01T00:00:00Z"),
                NOON,
                NONE,
                Instant.EPOCH,
                Instant.ofEpochMilli(NOON.getEpochSecond()));
        List<LogRecord> records = new ArrayList<>();
        for (int offset = 0; offset < timestamps.size(); offset++) {
            byte[] json = "{\"id\":\"u%d\"}".formatted(offset).getBytes(UTF_8);
            Coordinate at = new Coordinate(0, offset);
            records.add(new LogRecord(users.topic(), at, json, timestamps.get(offset), Map.of()));
        }
        PartitionCommitter partition = ownerOf(users, store);
        partition.begin();

        PartitionCommitter.Outcome outcome = partition.step(records, records.size());

        assertThat(outcome).isInstanceOf(PartitionCommitter.Outcome.Committed.class);
        assertThat(LabFixture.archive(store, users)).containsOnlyKeys("0:0", "0:3");
        assertThat(store.rejects().rejects("deduplicator", null, 10)).hasSize(5).allSatisfy(reject -> {
            assertThat(reject.reason()).isEqualTo(RejectReason.BAD_TIME);
            assertThat(reject.detail()).contains("in the years 1973 to 2200");
            assertThat(reject.arrived()).isEqualTo(Instant.EPOCH);
        });
        assertThat(store.rejects().rejects("deduplicator", null, 10))
                .extracting(Reject::payload)
                .containsExactlyInAnyOrder(
                        records.get(1).value(),
                        records.get(2).value(),
                        records.get(4).value(),
                        records.get(5).value(),
                        records.get(6).value());
    }

    @Test
    void keepsARepeatWithOtherValuesAsARejectAndCountsOneWithTheSame() throws IOException {
        Store store = database.get();
        LabFixture fixture = LabFixture.of(folder, "repeats");
        store.prepare(fixture.lab());
        EventStream users = fixture.stream("users");
        List<LogRecord> records = records(
                users,
                "{'id': 'a', 'name': 'Ann', 'age': 1.50, 'tags': {'x': 1, 'y': [1e2]}}",
                "{'tags': {'y': [100], 'x': 1}, 'age': 15e-1, 'name': 'Ann', 'id': 'a'}",
                "{'id': 'a', 'name': 'Anna'}",
                "{'id': 'b'}",
                "{'id': 'b', 'name': 'Bo'}",
                "{'id': 'a', 'name': 'Ann', 'age': 1.5, 'tags': {'x': 1, 'y': [100]}}",
                "{'id': 'b', 'name': 'Bo'}");
        PartitionCommitter partition = ownerOf(users, store);
        partition.begin();

        partition.step(records.subList(0, 3), 3);
        partition.begin(); // as another owner: what is archived is all that is known
        partition.step(records.subList(3, 7), 7);

        assertThat(LabFixture.archive(store, users)).containsOnlyKeys("0:0", "0:3");
        assertThat(store.ledger().progress(users, 0).duplicates()).isEqualTo(2);
        assertThat(store.rejects().rejects("repeats", null, 10))
                .extracting(Reject::id, Reject::reason, Reject::field, Reject::detail)
                .containsExactlyInAnyOrder(
                        rejected(2, null, "a", "0:0", "name, age, tags"),
                        rejected(4, "name", "b", "0:3", "name"),
                        rejected(6, "name", "b", "0:3", "name"));
    }

    /** What it said is forgotten with it; that it counted is not. */
    @Test
    void countsNoRepeatOfAnEventThatWasDropped() throws IOException {
        Store store = database.get();
        LabFixture fixture = LabFixture.of(folder, "dropped");
        store.prepare(fixture.lab());
        EventStream users = fixture.stream("users");
        List<LogRecord> records =
                records(users, "{'id': 'a'}", "{'id': 'b'}", "{'id': 'a'}", "{'id': 'b', 'name': 'Bo'}", "{'id': 'c'}");
        PartitionCommitter partition = ownerOf(users, store);
        partition.begin();
        partition.step(records.subList(0, 2), 2);
        store.horizons().raise(Retained.of(users), NOON.plusSeconds(1));
        assertThat(store.archive().writer().drop(users, 1)).isEqualTo(1); // the other one is hidden

        partition.step(records.subList(2, 3), 3);
        partition.begin(); // as another owner
        partition.step(records.subList(3, 5), 5);

        assertThat(store.ledger().progress(users, 0).duplicates()).isEqualTo(2);
        assertThat(store.ledger().progress(users, 0).accepted()).isEqualTo(3);
    }

    private static Tuple rejected(int offset, @Nullable String field, String id, String first, String names) {
        String detail =
                "there is an event with id %s already, which stays as it is (%s); this one has other values of %s"
                        .formatted(id, first, names);
        return tuple(
                "repeats.users:0:" + offset, RejectReason.OTHER_VALUES, field, detail + " and is kept as a reject");
    }

    private static List<LogRecord> records(EventStream stream, String... events) {
        List<LogRecord> records = new ArrayList<>();
        for (String event : events) {
            byte[] json = event.replace('\'', '"').getBytes(UTF_8);
            records.add(new LogRecord(stream.topic(), new Coordinate(0, records.size()), json, NOON, Map.of()));
        }
        return records;
    }

    private static PartitionCommitter ownerOf(EventStream users, Store store) {
        return new PartitionCommitter(
                users,
                0,
                store.ledger(),
                store.archive().writer(),
                new EventStepBuilder(users, store.ledger(), store.views(), store.archive(), 0));
    }
}
