package datalab.process.loggap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import datalab.lab.stream.EventStream;
import datalab.lab.view.View;
import datalab.log.AcknowledgedOffsets;
import datalab.log.AppendResult;
import datalab.log.KafkaLog;
import datalab.log.NewRecord;
import datalab.log.Topics;
import datalab.log.embedded.EmbeddedKafka;
import datalab.log.status.LogInspector;
import datalab.log.status.SharedTopicStatus;
import datalab.log.status.TopicSnapshot;
import datalab.log.topic.TopicKeeping;
import datalab.postgres.PostgresSettings;
import datalab.process.speed.LabFixture;
import datalab.process.speed.SpeedLayer;
import datalab.process.speed.SpeedSettings;
import datalab.store.archive.ArchivedEvent;
import datalab.store.postgres.PostgresStore;
import datalab.testkit.DataLabProcess;
import datalab.testkit.LogFiles;
import datalab.testkit.Sql;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A random walk over all that can happen to a log under a stream that is read from it: its end is cut off, its beginning is
 * deleted, its topic is deleted and made anew, the store is restored from a backup, and process and broker are ended and started
 * amid all that. Events come by two doors, one of which has no store and hears from the other. Whatever was acknowledged is in
 * archive and views, or the stream has refused and said so. Owned by one thread.
 */
final class LogWalk implements AutoCloseable {

    private final LabFixture fixture;
    private final EventStream stream;
    private final PostgresStore store;
    private final PostgresSettings database;
    private final Path folder;
    private final Random chance;
    private final int port = DataLabProcess.freePort();
    /** Acknowledged events that nobody has been told to be lost. */
    private final Set<Integer> owed = new HashSet<>();
    /** What the log holds, by Kafka's offset. */
    private final TreeMap<Long, Integer> held = new TreeMap<>();

    private int sent;
    private boolean refuses;
    private @Nullable String firstId;
    private EmbeddedKafka kafka;
    private Life life;

    LogWalk(LabFixture fixture, PostgresStore store, PostgresSettings database, Path folder, long seed) {
        this.fixture = fixture;
        this.stream = fixture.stream("readings");
        this.store = store;
        this.database = database;
        this.folder = folder;
        this.chance = new Random(seed);
        this.kafka = broker();
        this.life = new Life();
    }

    void walk(int steps) throws Exception {
        for (int step = 0; step < steps; step++) {
            long begunNanos = System.nanoTime();
            String what = act();
            look();
            if (!refuses) {
                settle(step + " (" + what + ")");
            }
            long took = Duration.ofNanos(System.nanoTime() - begunNanos).toMillis();
            System.out.println(
                    "log walk, step " + step + ": " + what + (refuses ? ", refuses; " : "; ") + took + " ms");
        }
        if (refuses) {
            gapResume();
            look();
        }
        settle("the end");
    }

    @Override
    public void close() {
        life.end();
        kafka.close();
    }

    private String act() throws Exception {
        int what = chance.nextInt(100);
        if (refuses && what < 45) {
            return gapResume();
        } else if (what < 40) {
            return send(1 + chance.nextInt(12));
        } else if (what < 52) {
            return cut();
        } else if (what < 66) {
            return remake();
        } else if (what < 78) {
            return forgetBeginning();
        } else if (what < 90) {
            return restart();
        }
        return restoreStore();
    }

    /** Some of it may be folded when the next thing happens, and some not. */
    private String send(int count) {
        AtomicInteger answered = new AtomicInteger();
        Map<Long, Integer> kept = new ConcurrentHashMap<>();
        for (int i = 0; i < count; i++) {
            int id = sent++;
            String json = "{\"name\":\"s%d\",\"value\":%d}".formatted(id % 5, id);
            KafkaLog door = chance.nextBoolean() ? life.log : life.far;
            door.append(new NewRecord(stream.topic(), "k", json.getBytes(UTF_8), Instant.now(), Map.of()), result -> {
                if (result instanceof AppendResult.Kept at) {
                    kept.put(at.at().offset(), id);
                }
                answered.incrementAndGet();
            });
            int nth = i + 1;
            await().until(() -> answered.get() == nth); // each in a batch of its own
        }
        assertThat(refuses && !kept.isEmpty())
                .as("acknowledged although the stream refuses")
                .isFalse();
        long base = store.ledger().progress(stream, 0).log().base();
        kept.forEach((place, id) -> held.put(place - base, id));
        owed.addAll(kept.values());
        return kept.size() + " sent";
    }

    /** Perhaps while some of it waits to be folded. */
    private String cut() throws IOException {
        boolean unfolded = chance.nextBoolean();
        if (unfolded && !refuses) {
            life.speed.close();
            send(1 + chance.nextInt(5));
        }
        life.end();
        kafka.close();
        long bytes = new LogFiles(folder).cut(stream.topic(), 0, 20 + chance.nextInt(600));
        kafka = broker();
        life = new Life();
        long end = end();
        int before = held.size();
        held.tailMap(end, true).clear();
        return bytes + " bytes cut, " + (before - held.size()) + " records" + (unfolded ? ", some unfolded" : "");
    }

    private String remake() throws InterruptedException, ExecutionException {
        boolean stopped = chance.nextBoolean();
        String before = state().id();
        if (stopped) {
            life.end();
        }
        try (Admin admin = admin()) {
            admin.deleteTopics(List.of(stream.topic())).all().get();
        }
        if (stopped) {
            life = new Life();
        } else {
            await().ignoreExceptions().until(() -> {
                life.log.ensureTopic(stream.topic(), 1);
                return !state().id().equals(before);
            });
        }
        held.clear();
        return "topic made anew" + (stopped ? " while nobody ran" : "");
    }

    private String forgetBeginning() throws InterruptedException, ExecutionException {
        long end = end();
        long before = chance.nextInt(4) == 0 ? end : held.isEmpty() ? end : held.firstKey() + held.size() / 2;
        try (Admin admin = admin()) {
            admin.deleteRecords(Map.of(new TopicPartition(stream.topic(), 0), RecordsToDelete.beforeOffset(before)))
                    .all()
                    .get();
        }
        held.headMap(before, false).clear();
        return "records below " + before + " deleted";
    }

    private String restart() {
        life.end();
        boolean broker = chance.nextInt(3) == 0;
        if (broker) {
            kafka.close();
            kafka = broker();
        }
        life = new Life();
        return broker ? "all started again" : "process started again";
    }

    /** As it was when it had seen nothing but that there is a topic. */
    private String restoreStore() {
        life.end();
        Sql.execute(database, """
                do $$ declare view record; begin
                    for view in select id from datalab.views where lab = '%1$s' loop
                        execute 'delete from datalab.partial_' || view.id;
                    end loop;
                    delete from "%1$s".readings;
                    delete from datalab.quality_states where lab = '%1$s';
                    update datalab.progress set next_offset = 0, log_number = 0, log_base = 0, log_epoch = null,
                        log_end = 0, gap = null, alarm = null, log_id = '%2$s'
                    where lab = '%1$s' and stream = 'readings';
                end $$
                """.formatted(stream.lab(), firstId));
        life = new Life();
        return "store restored";
    }

    private String gapResume() {
        List<LogGapResume.Decision> decisions = life.gapResume.resume(stream, true);
        assertThat(decisions).allMatch(LogGapResume.Decision::resumed);
        return "goes on: " + decisions.stream().map(LogGapResume.Decision::what).toList();
    }

    private void look() {
        await().untilAsserted(() -> {
            life.look();
            refuses = life.watch.refusals().containsKey(stream.topic());
            assertThat(life.farWatch.refusals().containsKey(stream.topic()))
                    .as("refused without a store")
                    .isEqualTo(refuses);
        });
        if (refuses) { // and has said that something is missing in the log
            owed.retainAll(new HashSet<>(held.values()));
        }
        if (firstId == null) {
            firstId = store.ledger().progress(stream, 0).log().id();
        }
    }

    private void settle(String when) {
        long[] end = {end()};
        await().until(() -> store.ledger().progress(stream, 0).nextInLog() == end[0] || refusesNow());
        if (refuses) {
            return;
        }
        Map<String, ArchivedEvent> archive = LabFixture.archive(store, stream);
        List<Integer> ids = new ArrayList<>();
        archive.values().forEach(event -> ids.add(id(event)));
        ids.sort(Comparator.naturalOrder());
        assertThat(ids).as("step " + when).doesNotHaveDuplicates();
        assertThat(ids).as("step " + when).containsAll(owed);
        for (View view : fixture.lab().viewsOf(stream)) {
            assertThat(fixture.rows(store, view))
                    .as(view.name())
                    .isEqualTo(fixture.folded(view, LabFixture.events(archive.values())));
        }
    }

    private int id(ArchivedEvent archived) {
        return ((Number) requireNonNull(archived.event().value(stream.indexOf("value")))).intValue();
    }

    private boolean refusesNow() {
        look();
        return refuses;
    }

    private TopicSnapshot state() {
        return requireNonNull(life.states.of(List.of(stream.topic())).get(stream.topic()));
    }

    private long end() {
        return requireNonNull(state().partitions().get(0)).end();
    }

    private Admin admin() {
        return Admin.create(new HashMap<>(kafka.bootstrap().clientSettings()));
    }

    private EmbeddedKafka broker() {
        EmbeddedKafka broker = new EmbeddedKafka(folder, port, false);
        broker.start();
        return broker;
    }

    /** Processes from their start to their end: door, watch and owner, and a door without a store. */
    private final class Life {
        final KafkaLog log = new KafkaLog(
                kafka.bootstrap(),
                TopicKeeping.OF_CLUSTER,
                kafka::writeFailure,
                AcknowledgedOffsets.open(folder.resolve("acknowledged")));
        final LogInspector states = new LogInspector(kafka.bootstrap());
        final LogGapDetector gaps =
                new LogGapDetector(store.ledger(), store.logIdentities(), states, log.topicStates());
        final SharedTopicStatus standings = new SharedTopicStatus(log, states);
        final LogGapMonitor watch = new LogGapMonitor(
                List.of(stream), new StoreStatusSource(gaps, standings, log.topicStates()), log.topicStates());
        final KafkaLog far = new KafkaLog(
                kafka.bootstrap(),
                TopicKeeping.OF_CLUSTER,
                kafka::writeFailure,
                AcknowledgedOffsets.open(folder.resolve("far")));
        final LogGapMonitor farWatch = new LogGapMonitor(
                List.of(stream),
                new TopicStatusReceiver(new SharedTopicStatus(far, states), states, far.topicStates()),
                far.topicStates());
        final LogGapResume gapResume = new LogGapResume(
                store.ledger(), store.logIdentities(), states, gaps, one -> log.ensureTopic(one.topic(), 1));
        final SpeedLayer speed = new SpeedLayer(
                SpeedSettings.of(kafka.bootstrap(), stream.lab(), ""),
                List.of(fixture.lab()),
                store,
                new SimpleMeterRegistry(),
                Clock.systemUTC());

        Life() {
            log.start();
            far.start();
            log.ensureTopic(Topics.REJECTS, 1);
            fixture.lab().streams().values().forEach(one -> log.ensureTopic(one.topic(), 1));
            look();
            speed.start();
        }

        /** What each hears of the other. */
        void look() {
            watch.look();
            watch.tell();
            farWatch.look();
            farWatch.tell();
            watch.tell();
            watch.look();
            watch.tell();
            farWatch.look();
        }

        void end() {
            speed.close();
            watch.close();
            farWatch.close();
            states.close();
            log.close();
            far.close();
        }
    }
}
