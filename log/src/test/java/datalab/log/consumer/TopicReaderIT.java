package datalab.log.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import datalab.log.KafkaClients;
import datalab.log.KafkaLog;
import datalab.log.LogRecord;
import datalab.log.NewRecord;
import datalab.log.embedded.EmbeddedKafka;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Reading for owners: places, holding back, gaps and sharing, against a real broker. */
@SuppressWarnings("try") // readers are closed, not asked
final class TopicReaderIT {
    private static final MeterRegistry METERS = new SimpleMeterRegistry();
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int ALL = Integer.MAX_VALUE;

    @TempDir
    static Path folder;

    private static EmbeddedKafka kafka;
    private static KafkaLog log;

    @BeforeAll
    static void start() {
        kafka = new EmbeddedKafka(folder, 0, false);
        kafka.start();
        log = new KafkaLog(kafka.bootstrap());
        log.start();
    }

    @AfterAll
    static void stop() {
        log.close();
        kafka.close();
    }

    @Test
    void readsFromWhereTheOwnerSaysAndAgainFromThere() throws InterruptedException {
        fill("read.place", 1, 50, 10);
        BlockingQueue<PartitionFeed> feeds = new LinkedBlockingQueue<>();
        try (TopicReader reader = reader("read.place", "", feeds)) {
            PartitionFeed feed = take(feeds);

            feed.begin(20);
            List<Long> first = offsets(feed, 30);
            feed.begin(45);
            List<Long> second = offsets(feed, 5);

            assertThat(first).startsWith(20L).endsWith(49L).hasSize(30);
            assertThat(second).containsExactly(45L, 46L, 47L, 48L, 49L);
        }
    }

    @Test
    void holdsBackWhatTheOwnerHasNotTaken() throws InterruptedException {
        int recordBytes = 100_000;
        int records = 400;
        fill("read.slow", 1, records, recordBytes);
        BlockingQueue<PartitionFeed> feeds = new LinkedBlockingQueue<>();
        try (TopicReader reader = reader("read.slow", "", feeds)) {
            PartitionFeed feed = take(feeds);
            feed.begin(0);

            await().until(feed::isFull);
            List<Long> offsets = offsets(feed, records);

            assertThat(offsets).hasSize(records).doesNotHaveDuplicates().isSorted();
        }
    }

    @Test
    void reportsWhatTheLogNoLongerHolds() throws Exception {
        fill("read.gap", 1, 30, 10);
        try (Admin admin = Admin.create(KafkaClients.common(kafka.bootstrap()))) {
            admin.deleteRecords(Map.of(new TopicPartition("read.gap", 0), RecordsToDelete.beforeOffset(12)))
                    .all()
                    .get();
        }
        BlockingQueue<PartitionFeed> feeds = new LinkedBlockingQueue<>();
        try (TopicReader reader = reader("read.gap", "", feeds)) {
            PartitionFeed feed = take(feeds);

            feed.begin(5);
            FeedResult tooEarly = feed.take(ALL, ALL, SOON);
            feed.begin(31);
            FeedResult tooLate = feed.take(ALL, ALL, SOON);
            feed.begin(12);
            List<Long> held = offsets(feed, 18);

            assertThat(tooEarly).isEqualTo(new FeedResult.Gap(5, 12, 30));
            assertThat(tooLate).isEqualTo(new FeedResult.Gap(31, 12, 30));
            assertThat(held).startsWith(12L).endsWith(29L);
        }
    }

    /** Each end of a transaction takes an offset of its own. */
    @Test
    void givesOutNothingOfATransactionThatWasGivenUp() throws Exception {
        fill("read.transactions", 1, 3, 10);
        Map<String, Object> settings = KafkaClients.producer(kafka.bootstrap());
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "program");
        BlockingQueue<PartitionFeed> feeds = new LinkedBlockingQueue<>();
        try (Producer<String, byte[]> program = new KafkaProducer<>(settings);
                TopicReader reader = reader("read.transactions", "", feeds)) {
            program.initTransactions();
            program.beginTransaction();
            program.send(new ProducerRecord<>("read.transactions", "given up".getBytes(UTF_8)))
                    .get();
            program.abortTransaction();
            program.beginTransaction();
            program.send(new ProducerRecord<>("read.transactions", "committed".getBytes(UTF_8)))
                    .get();
            program.commitTransaction();
            PartitionFeed feed = take(feeds);

            feed.begin(0);

            assertThat(offsets(feed, 4)).containsExactly(0L, 1L, 2L, 5L);
        }
    }

    @Test
    void sharesPartitionsAndTakesOverWhatAnotherGaveBack() throws InterruptedException {
        fill("read.share", 4, 8, 10);
        BlockingQueue<PartitionFeed> mine = new LinkedBlockingQueue<>();
        BlockingQueue<PartitionFeed> others = new LinkedBlockingQueue<>();
        try (TopicReader reader = reader("read.share", "", mine)) {
            Set<PartitionFeed> owned = new HashSet<>();
            await().until(() -> mine.drainTo(owned) >= 0 && owned.size() == 4);
            TopicReader other = reader("read.share", "", others);
            await().until(() -> others.size() == 2);

            other.close();

            await().until(() -> {
                mine.drainTo(owned);
                return owned.stream().filter(feed -> !feed.isRevoked()).count() == 4;
            });
            assertThat(others).allMatch(PartitionFeed::isRevoked);
        }
    }

    @Test
    void replacesAKilledReaderOfTheSameNameAtOnce() throws InterruptedException {
        fill("read.killed", 1, 3, 10);
        BlockingQueue<PartitionFeed> first = new LinkedBlockingQueue<>();
        BlockingQueue<PartitionFeed> second = new LinkedBlockingQueue<>();
        TopicReader killed = reader("read.killed", "laptop", first);
        PartitionFeed stale = take(first);

        try (TopicReader successor = reader("read.killed", "laptop", second)) {
            PartitionFeed feed = take(second);
            feed.begin(0);

            assertThat(offsets(feed, 3)).containsExactly(0L, 1L, 2L);
            await().until(stale::isRevoked);
        }
        killed.close();
    }

    /** As where there is no memory for an owner, or a bug is in what makes one. */
    @ParameterizedTest
    @MethodSource
    void isReplacedWhenItEndsByAnError(Throwable error) throws InterruptedException {
        String topic = "read.error." + error.getClass().getSimpleName();
        fill(topic, 2, 20, 10);
        AtomicInteger failures = new AtomicInteger(2);
        BlockingQueue<PartitionFeed> feeds = new LinkedBlockingQueue<>();
        Consumer<PartitionFeed> assigned = feed -> {
            feeds.add(feed);
            if (feed.partition() == 1 && failures.getAndDecrement() > 0) {
                throwAsIs(error);
            }
        };
        try (TopicReader reader = new TopicReader(kafka.bootstrap(), topic, "test-" + topic, "", assigned, METERS)) {
            reader.start();

            Set<PartitionFeed> owned = new HashSet<>();
            await().until(() -> {
                boolean hasFailed = failures.get() < 0;
                feeds.drainTo(owned);
                owned.removeIf(PartitionFeed::isRevoked);
                return hasFailed && owned.size() == 2;
            });

            owned.forEach(feed -> feed.begin(0));
            int read = 0;
            for (PartitionFeed feed : owned) {
                read += offsets(feed, Math.toIntExact(log.ends(topic).of(feed.partition())))
                        .size();
            }
            assertThat(read).isEqualTo(20);
        }
    }

    static List<Throwable> isReplacedWhenItEndsByAnError() {
        return List.of(new IllegalStateException("planted"), new OutOfMemoryError("planted"));
    }

    private static void throwAsIs(Throwable error) {
        if (error instanceof Error e) {
            throw e;
        }
        throw (RuntimeException) error;
    }

    private static TopicReader reader(String topic, String instance, BlockingQueue<PartitionFeed> feeds) {
        TopicReader reader = new TopicReader(kafka.bootstrap(), topic, "test-" + topic, instance, feeds::add, METERS);
        reader.start();
        return reader;
    }

    private static void fill(String topic, int partitions, int records, int bytes) {
        log.ensureTopic(topic, partitions);
        AtomicInteger kept = new AtomicInteger();
        for (int i = 0; i < records; i++) {
            byte[] value = "x".repeat(bytes).getBytes(UTF_8);
            log.append(new NewRecord(topic, "k" + i, value, Instant.now(), Map.of()), done -> kept.incrementAndGet());
        }
        await().until(() -> kept.get() == records);
    }

    private static PartitionFeed take(BlockingQueue<PartitionFeed> feeds) throws InterruptedException {
        PartitionFeed feed = feeds.poll(SOON.toSeconds(), TimeUnit.SECONDS);
        assertThat(feed).isNotNull();
        return feed;
    }

    private static List<Long> offsets(PartitionFeed feed, int count) throws InterruptedException {
        List<Long> offsets = new ArrayList<>();
        while (offsets.size() < count) {
            FeedResult fed = feed.take(7, 1 << 20, SOON);
            assertThat(fed).isInstanceOf(FeedResult.Records.class);
            List<LogRecord> records = ((FeedResult.Records) fed).records();
            assertThat(records).isNotEmpty();
            records.forEach(record -> offsets.add(record.at().offset()));
        }
        return offsets;
    }
}
