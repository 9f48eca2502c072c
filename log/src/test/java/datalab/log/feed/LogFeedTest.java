package datalab.log.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import datalab.lab.Lab;
import datalab.lab.event.Coordinate;
import datalab.lab.event.Offsets;
import datalab.lab.yaml.LabFile;
import datalab.log.LogRecord;
import datalab.log.LogTail;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LogFeedTest {
    private static final String TOPIC = "things.readings";

    private final List<Tail> tails = new CopyOnWriteArrayList<>();
    private final LogFeeds feeds = new LogFeeds(topic -> ends(), topics -> opened());
    private boolean comesWhileOpening;
    private boolean isAway;
    private int came;
    private final LogFeed feed = feeds.of(lab());

    @Test
    void readsOnceForAllWhoListen() {
        Listener one = new Listener();
        Listener other = new Listener();
        feed.join(one);
        feeds.of(lab()).join(other);

        tails.getFirst().come(7, "{\"name\":\"a\"}");

        await().until(() -> one.heard.size() == 1 && other.heard.size() == 1);
        assertThat(tails).hasSize(1);
        assertThat(one.heard.getFirst()).isSameAs(other.heard.getFirst());
        assertThat(one.heard.getFirst().event().orElseThrow().value(0)).isEqualTo("a");
    }

    @Test
    void tellsFromWhereOnEverythingIsHeard() {
        Listener first = new Listener();
        Listener later = new Listener();
        feed.join(first);
        tails.getFirst().come(7, "{\"name\":\"a\"}");
        await().until(() -> first.heard.size() == 1);

        feed.join(later);

        assertThat(first.next).containsEntry(TOPIC, new Offsets(Map.of(0, 7L)));
        assertThat(later.next).containsEntry(TOPIC, new Offsets(Map.of(0, 8L)));
    }

    /** Between asking for the ends and opening the tail, in either order, other records come. */
    @Test
    void missesNothingThatComesWhileItOpens() {
        comesWhileOpening = true;
        Listener one = new Listener();

        feed.join(one);
        tails.getFirst().come(9, "{\"name\":\"c\"}");

        await().until(() ->
                !one.heard.isEmpty() && one.heard.getLast().record().at().offset() == 9);
        long from = Objects.requireNonNull(one.next.get(TOPIC)).of(0);
        assertThat(one.heard)
                .extracting(record -> record.record().at().offset())
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(from, 9).boxed().toList());
    }

    @Test
    void closesTheTailWhereTheEndsAreUnknown() {
        isAway = true;

        assertThatThrownBy(() -> feed.join(new Listener())).hasMessage("the log is away");

        assertThat(tails.getFirst().closed).isTrue();
    }

    @Test
    void closesTheTailWhenNobodyListensAnyMore() {
        Listener one = new Listener();
        Listener other = new Listener();
        feed.join(one);
        feed.join(other);

        feed.leave(one);
        assertThat(tails.getFirst().closed).isFalse();
        feed.leave(other);

        assertThat(tails.getFirst().closed).isTrue();
        feed.join(one);
        assertThat(tails).hasSize(2);
    }

    @Test
    void aListenerThatFailsDoesNotTakeTheOthersTheirEvents() {
        Listener good = new Listener();
        Listener bad = new Listener();
        bad.fails = true;
        feed.join(bad);
        feed.join(good);

        tails.getFirst().come(7, "{\"name\":\"a\"}");
        tails.getFirst().come(8, "no event");

        await().until(() -> good.heard.size() == 2);
        assertThat(bad.ended).isTrue();
        assertThat(good.ended).isFalse();
        assertThat(good.heard.getLast().event()).isEmpty();
    }

    @Test
    void endsForAllWhereTheLogCannotBeRead() {
        Listener one = new Listener();
        feed.join(one);

        tails.getFirst().fails = true;

        await().until(() -> one.ended);
        feed.join(one);
        assertThat(tails).hasSize(2);
    }

    private Offsets ends() {
        if (isAway) {
            throw new IllegalStateException("the log is away");
        }
        long end = 7L + came;
        come();
        return new Offsets(Map.of(0, end));
    }

    private void come() {
        if (comesWhileOpening) {
            tails.forEach(tail -> tail.come(7L + came, "{\"name\":\"b\"}"));
            came++;
        }
    }

    private Tail opened() {
        Tail tail = new Tail();
        tails.add(tail);
        come();
        return tail;
    }

    private static Lab lab() {
        String yaml = "lab: things\nstreams:\n  readings:\n    fields: {name: string}\n";
        return ((LabFile.Valid) LabFile.parse("lab.yaml", Path.of("."), yaml)).lab();
    }

    private static final class Listener implements FeedListener {
        private final List<FeedRecord> heard = new CopyOnWriteArrayList<>();
        private Map<String, Offsets> next = Map.of();
        private volatile boolean ended;
        private boolean fails;

        @Override
        public void joined(Map<String, Offsets> from) {
            next = Map.of(TOPIC, from.getOrDefault(TOPIC, Offsets.NONE));
        }

        @Override
        public void records(List<FeedRecord> records) {
            if (fails) {
                throw new IllegalStateException("it fails");
            }
            heard.addAll(records);
        }

        @Override
        public void ended() {
            ended = true;
        }
    }

    private static final class Tail implements LogTail {
        private final LinkedBlockingQueue<LogRecord> coming = new LinkedBlockingQueue<>();
        private volatile boolean closed;
        private volatile boolean fails;

        void come(long offset, String value) {
            byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
            coming.add(new LogRecord(
                    TOPIC, new Coordinate(0, offset), bytes, Instant.parse("2024-01-01T00:00:00Z"), Map.of()));
        }

        @Override
        public List<LogRecord> poll(Duration atMost) {
            if (fails) {
                throw new IllegalStateException("the log is away");
            }
            List<LogRecord> records = new ArrayList<>();
            try {
                LogRecord record = closed ? null : coming.poll(20, TimeUnit.MILLISECONDS);
                if (record != null) {
                    records.add(record);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return records;
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
