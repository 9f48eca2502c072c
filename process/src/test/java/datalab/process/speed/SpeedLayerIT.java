package datalab.process.speed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import datalab.lab.event.Reject;
import datalab.lab.event.RejectReason;
import datalab.lab.stream.EventStream;
import datalab.lab.view.View;
import datalab.log.AppendResult;
import datalab.log.Headers;
import datalab.log.KafkaLog;
import datalab.log.NewRecord;
import datalab.log.Topics;
import datalab.log.embedded.EmbeddedKafka;
import datalab.postgres.embedded.EmbeddedPostgres;
import datalab.store.archive.ArchivedEvent;
import datalab.store.ledger.Progress;
import datalab.store.postgres.PostgresStore;
import datalab.testkit.DataLabProcess;
import datalab.testkit.Sql;
import datalab.testkit.TestPostgres;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The speed layer between a real broker and a real PostgreSQL that goes away and comes back. */
final class SpeedLayerIT {
    /** Brokers delete what is older than a week. */
    @SuppressWarnings("TimeInStaticInitializer") // tests are over in minutes
    private static final Instant START =
            Instant.now().truncatedTo(ChronoUnit.SECONDS).minus(Duration.ofHours(2));

    private static final int PARTITIONS = 4;

    @TempDir
    static Path folder;

    private static EmbeddedKafka kafka;
    private static KafkaLog log;
    private static int postgresPort;
    private static EmbeddedPostgres postgres;
    private static PostgresStore store;

    @BeforeAll
    static void start() {
        kafka = new EmbeddedKafka(folder.resolve("kafka"), 0, false);
        kafka.start();
        log = new KafkaLog(kafka.bootstrap(), kafka::writeFailure);
        log.start();
        log.ensureTopic(Topics.REJECTS, 1);
        postgresPort = DataLabProcess.freePort();
        postgres = startPostgres();
        store = new PostgresStore(postgres.settings());
        store.start();
    }

    @AfterAll
    static void stop() {
        store.close();
        postgres.close();
        log.close();
        kafka.close();
    }

    @Test
    void keepsFoldsAndRejectsWhatTheLogHolds() throws IOException {
        LabFixture fixture = prepared("end-to-end");
        Sender sender = new Sender(fixture);
        try (SpeedLayer speed = speed(fixture)) {
            speed.start();

            sender.readings(500);
            sender.raw("readings", "{'name': 1}");
            sender.raw("readings", "{\"name\": \"a\", \"value\": \"warm\"}");
            sender.users("ann", "bob", "ann", "carl", "bob");
            awaitProcessed(fixture);
        }

        assertMatchesLog(fixture, sender);
        assertThat(LabFixture.archive(store, fixture.stream("users"))).hasSize(3);
        assertThat(store.ledger().progress(fixture.stream("users")))
                .extracting(Progress::duplicates)
                .satisfies(all ->
                        assertThat(all.stream().mapToLong(one -> one).sum()).isEqualTo(2));
        assertThat(store.rejects().rejects("end-to-end", null, 10))
                .extracting(Reject::reason, Reject::source)
                .containsExactlyInAnyOrder(
                        tuple(RejectReason.NOT_JSON, "kafka"), tuple(RejectReason.WRONG_TYPE, "kafka"));
    }

    @Test
    void goesPastTransactionsThatWereGivenUp() throws Exception {
        LabFixture fixture = prepared("transactions");
        EventStream users = fixture.stream("users");
        Map<String, Object> settings = new HashMap<>(kafka.bootstrap().clientSettings());
        settings.put("transactional.id", "program");
        try (SpeedLayer speed = speed(fixture);
                Producer<String, String> program =
                        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            speed.start();
            program.initTransactions();
            program.beginTransaction();
            program.send(new ProducerRecord<>(users.topic(), 0, "ann", "{\"id\":\"ann\",\"name\":\"committed\"}"))
                    .get();
            program.commitTransaction();
            program.beginTransaction();
            program.send(new ProducerRecord<>(users.topic(), 0, "bob", "{\"id\":\"bob\",\"name\":\"given up\"}"))
                    .get();
            program.abortTransaction();
            awaitProcessed(fixture);
        }

        assertThat(LabFixture.archive(store, users)).containsOnlyKeys("0:0");
        assertThat(store.ledger().progress(users, 0).nextOffset()).isEqualTo(4);
    }

    @Test
    void keepsTheRejectsOfTheDoorOnce() throws Exception {
        LabFixture fixture = prepared("door");
        Map<String, String> headers = Map.of(
                Headers.LAB, "door",
                Headers.STREAM, "readings",
                Headers.SOURCE, "mqtt:a/b",
                Headers.REASON, "not_an_object",
                Headers.DETAIL, "found 5, expected a JSON object",
                Headers.PAYLOAD_BYTES, "70000",
                Headers.ONCE, "key#1");
        try (SpeedLayer speed = speed(fixture)) {
            speed.start();

            CountDownLatch kept = new CountDownLatch(2);
            NewRecord five = new NewRecord(Topics.REJECTS, null, "5".getBytes(UTF_8), START, headers);
            log.append(five, done -> kept.countDown());
            log.append(five, done -> kept.countDown());

            kept.await();
            await().until(() -> processed(SpeedLayer.rejects()) == end(Topics.REJECTS));
        }

        assertThat(store.rejects().rejects("door", null, 10)).singleElement().satisfies(reject -> {
            assertThat(reject.reason()).isEqualTo(RejectReason.NOT_AN_OBJECT);
            assertThat(reject.payload()).isEqualTo("5".getBytes(UTF_8));
            assertThat(reject.payloadBytes()).isEqualTo(70_000);
            assertThat(reject.arrived()).isEqualTo(START);
        });
    }

    @Test
    void countsARepeatedIdempotentSendOnce() throws IOException {
        LabFixture fixture = prepared("once");
        Sender sender = new Sender(fixture);
        try (SpeedLayer speed = speed(fixture)) {
            speed.start();
            sender.once("k#0", "{\"name\":\"a\",\"value\":1}");
            awaitProcessed(fixture);

            sender.once("k#0", "{\"name\":\"a\",\"value\":1}");
            sender.once("k#1", "{\"name\":\"a\",\"value\":2}");
            awaitProcessed(fixture);
        }

        assertThat(LabFixture.archive(store, fixture.stream("readings"))).hasSize(2);
    }

    @Test
    void goesOnWhereItStoppedAndSharesPartitionsWithAnother() throws IOException {
        LabFixture fixture = prepared("shared");
        Sender sender = new Sender(fixture);
        sender.readings(200);
        try (SpeedLayer first = speed(fixture)) {
            first.start();
            awaitProcessed(fixture);
        }
        sender.readings(200);
        try (SpeedLayer second = speed(fixture)) {
            second.start();
            try (SpeedLayer third = speed(fixture)) {
                third.start();
                await().until(() -> second.ownedPartitions() > 0 && third.ownedPartitions() > 0);
                sender.readings(200);
            }
            sender.readings(200);
            awaitProcessed(fixture);
        }

        assertThat(LabFixture.archive(store, fixture.stream("readings"))).hasSize(800);
        assertMatchesLog(fixture, sender);
    }

    @Test
    void outlastsAStoreThatIsAwayUnderLoad() throws IOException {
        LabFixture fixture = prepared("outage");
        Sender sender = new Sender(fixture);
        try (SpeedLayer speed = speed(fixture)) {
            speed.start();
            sender.readings(1_000);

            postgres.close();
            sender.readings(1_000);
            postgres = startPostgres();

            sender.readings(1_000);
            awaitProcessed(fixture);
        }

        assertThat(LabFixture.archive(store, fixture.stream("readings"))).hasSize(3_000);
        assertMatchesLog(fixture, sender);
    }

    @Test
    void noticesWhileIdleThatTheStoreWentBack() throws IOException {
        LabFixture fixture = prepared("restored");
        Sender sender = new Sender(fixture);
        try (SpeedLayer speed = speed(fixture)) {
            speed.start();
            sender.readings(100);
            awaitProcessed(fixture);

            Sql.execute(postgres.settings(), """
                    do $$ declare view record; begin
                        for view in select id from datalab.views where lab = 'restored' loop
                            execute 'delete from datalab.partial_' || view.id;
                        end loop;
                        delete from restored.readings;
                        delete from datalab.quality_states where lab = 'restored';
                        update datalab.progress set next_offset = 0 where lab = 'restored';
                    end $$
                    """);

            awaitProcessed(fixture);
        }

        assertMatchesLog(fixture, sender);
    }

    @Test
    void stopsAtAGapWithAnAlarmAndLeavesOtherPartitionsAlone() throws IOException {
        LabFixture fixture = prepared("gap");
        EventStream readings = fixture.stream("readings");
        Sender sender = new Sender(fixture);
        MeterRegistry meters = new SimpleMeterRegistry();
        sender.readings(100);
        try (SpeedLayer speed = speed(fixture)) {
            speed.start();
            awaitProcessed(fixture);
        }
        Map.Entry<Integer, Long> end = log.ends(readings.topic()).byPartition().entrySet().stream()
                .filter(each -> each.getValue() > 0)
                .findFirst()
                .orElseThrow();
        int broken = end.getKey();
        Sql.execute(postgres.settings(), """
                update datalab.progress set next_offset = %d
                where lab = 'gap' and stream = 'readings' and partition = %d
                """.formatted(end.getValue() + 7, broken));

        try (SpeedLayer speed = speed(fixture, meters)) {
            speed.start();

            await().until(() -> store.ledger().progress(readings, broken).alarm() != null);
            assertThat(store.ledger().progress(readings, broken).alarm()).startsWith("7 records are missing");
            Gauge stopped = meters.get("datalab.process.stopped")
                    .tag("stream", readings.topic())
                    .gauge();
            await().untilAsserted(() -> assertThat(stopped.value()).isEqualTo(1));
            assertThat(store.ledger().progress(readings))
                    .filteredOn(p -> p.partition() != broken)
                    .allMatch(p -> p.alarm() == null);
        }
    }

    private static EmbeddedPostgres startPostgres() {
        EmbeddedPostgres started =
                new EmbeddedPostgres(folder.resolve("postgres"), TestPostgres.binaries(), postgresPort);
        started.start();
        return started;
    }

    private static LabFixture prepared(String name) throws IOException {
        LabFixture fixture = LabFixture.of(folder, name);
        store.prepare(fixture.lab());
        fixture.lab().streams().values().forEach(stream -> log.ensureTopic(stream.topic(), PARTITIONS));
        return fixture;
    }

    private static SpeedLayer speed(LabFixture fixture) {
        return speed(fixture, new SimpleMeterRegistry());
    }

    private static SpeedLayer speed(LabFixture fixture, MeterRegistry meters) {
        SpeedSettings settings =
                SpeedSettings.of(kafka.bootstrap(), fixture.lab().name(), "");
        return new SpeedLayer(settings, List.of(fixture.lab()), store, meters, Clock.systemUTC());
    }

    private static void awaitProcessed(LabFixture fixture) {
        for (EventStream stream : fixture.lab().streams().values()) {
            await().until(() -> processed(stream) == end(stream.topic()));
        }
    }

    private static long processed(EventStream stream) {
        return Progress.offsets(store.ledger().progress(stream)).total();
    }

    private static long end(String topic) {
        return log.ends(topic).total();
    }

    /** Archive = what was acknowledged; views = a fold over the archive. */
    private static void assertMatchesLog(LabFixture fixture, Sender sender) {
        EventStream readings = fixture.stream("readings");
        Map<String, ArchivedEvent> archive = LabFixture.archive(store, readings);
        assertThat(new TreeSet<>(archive.keySet())).isEqualTo(new TreeSet<>(sender.acknowledged));
        for (View view : fixture.lab().viewsOf(readings)) {
            assertThat(fixture.rows(store, view))
                    .as(view.name())
                    .isEqualTo(fixture.folded(view, LabFixture.events(archive.values())));
        }
    }

    /** Sends events to one lab and remembers where the log has those that are readings. */
    private static final class Sender {
        private final LabFixture fixture;
        private final Set<String> acknowledged = new ConcurrentSkipListSet<>();
        private int sent;

        Sender(LabFixture fixture) {
            this.fixture = fixture;
        }

        void readings(int count) {
            AtomicInteger done = new AtomicInteger();
            for (int i = 0; i < count; i++, sent++) {
                String name = "sensor" + sent % 17;
                String json = "{\"name\":\"%s\",\"value\":%s,\"at\":\"%s\"}"
                        .formatted(name, sent % 13 == 0 ? 99 : sent * 0.1 % 30, START.plusSeconds(sent));
                log.append(record("readings", name, json, Map.of()), result -> {
                    if (result instanceof AppendResult.Kept kept) {
                        acknowledged.add(kept.at().toString());
                    }
                    done.incrementAndGet();
                });
            }
            await().until(() -> done.get() == count);
        }

        void raw(String stream, String value) {
            append(record(stream, "x", value, Map.of()));
        }

        void once(String id, String value) {
            append(record("readings", "x", value, Map.of(Headers.ONCE, id)));
        }

        void users(String... ids) {
            for (String id : ids) {
                append(record("users", id, "{\"id\":\"%s\",\"name\":\"%s\"}".formatted(id, id), Map.of()));
            }
        }

        private NewRecord record(String stream, String key, String value, Map<String, String> headers) {
            Instant arrived = START.plusSeconds(sent);
            return new NewRecord(fixture.stream(stream).topic(), key, value.getBytes(UTF_8), arrived, headers);
        }

        private static void append(NewRecord record) {
            AtomicInteger kept = new AtomicInteger();
            log.append(record, result -> kept.set(result instanceof AppendResult.Kept ? 1 : -1));
            await().until(() -> kept.get() == 1);
        }
    }
}
