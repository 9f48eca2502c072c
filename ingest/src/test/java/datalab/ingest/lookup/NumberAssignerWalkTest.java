package datalab.ingest.lookup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import datalab.ingest.MemoryArchive;
import datalab.ingest.Places;
import datalab.ingest.door.InboundMessage;
import datalab.ingest.door.Ingest;
import datalab.ingest.door.IngestLimits;
import datalab.ingest.door.IngestResult;
import datalab.ingest.door.IngestResult.Accepted;
import datalab.lab.decode.DecodeResult;
import datalab.lab.decode.EventDecoder;
import datalab.lab.event.Coordinate;
import datalab.log.AppendListener;
import datalab.log.AppendResult;
import datalab.log.EventLog;
import datalab.log.NewRecord;
import datalab.log.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two processes give numbers and take those of senders, in any order, while they crash, the log loses acknowledgements and
 * the archive lags behind: no event that was given a number is ever dropped as a repeat.
 */
class NumberAssignerWalkTest {
    private static final Instant ARRIVED = Instant.parse("2024-05-01T12:00:00Z");
    private static final int STEPS = Integer.getInteger("numbers.steps", 400);

    private final MemoryArchive archive = new MemoryArchive();
    private final List<Sent> sent = new ArrayList<>();

    private static final class Sent {
        /** The number it came with; null where it was to be given one. */
        final @Nullable Long own;

        volatile @Nullable IngestResult result;

        Sent(@Nullable Long own) {
            this.own = own;
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void dropsNoEventThatWasGivenANumber(long seed) throws InterruptedException {
        Random chance = new Random(seed);
        ForgetfulLog shared = new ForgetfulLog(chance);
        Ingest[] processes = {process(shared), process(shared)};
        for (int step = 0; step < STEPS; step++) {
            int process = chance.nextInt(2);
            switch (chance.nextInt(10)) {
                case 0 -> processes[process] = process(shared); // crashed and started again
                case 1, 2 -> shared.archive(archive, chance.nextInt(50));
                default -> burst(processes, chance);
            }
        }

        Map<Long, Coordinate> first = shared.firsts();
        List<Sent> given = sent.stream()
                .filter(it -> it.own == null && it.result instanceof Accepted)
                .toList();
        assertThat(given)
                .hasSizeGreaterThan(STEPS / 4)
                .extracting(NumberAssignerWalkTest::number)
                .doesNotHaveDuplicates();
        assertThat(given)
                .allSatisfy(it ->
                        assertThat(first.get(number(it))).isEqualTo(place(it).at()));
        assertThat(sent).anySatisfy(it -> assertThat(it.result).isInstanceOf(IngestResult.Rejected.class));
    }

    private Ingest process(EventLog shared) {
        return new Ingest(shared, IngestLimits.DEFAULT, new SimpleMeterRegistry(), Clock.systemUTC(), archive);
    }

    /** Some events at once, at both processes. */
    private void burst(Ingest[] processes, Random chance) throws InterruptedException {
        int count = 1 + chance.nextInt(6);
        CountDownLatch answered = new CountDownLatch(count);
        for (int i = 0; i < count; i++) {
            Ingest ingest = processes[chance.nextInt(2)];
            Long own = chance.nextBoolean() ? null : (Long) (long) chance.nextInt(1, 40 + sent.size() * 2);
            Sent one = new Sent(own);
            sent.add(one);
            byte[] bytes = ("{\"id\": " + own + ", \"name\": \"a\"}").getBytes(UTF_8);
            InboundMessage message = new InboundMessage(ingest.bind(Places.PERSONS, "http"), bytes, "http", ARRIVED);
            ingest.accept(message, answer -> {
                one.result = answer;
                answered.countDown();
            });
        }
        assertThat(answered.await(20, TimeUnit.SECONDS)).isTrue();
    }

    private static Accepted place(Sent sent) {
        return (Accepted) Objects.requireNonNull(sent.result);
    }

    private static long number(Sent sent) {
        return Objects.requireNonNull((Long) place(sent).payload().values()[0]);
    }

    /** A log that now and then loses a record, or only its acknowledgement. */
    private static final class ForgetfulLog implements EventLog {
        private final EventDecoder decoder = new EventDecoder(Places.PERSONS);
        private final List<Long> numbers = new ArrayList<>();
        private final Random chance;
        private int archived;

        ForgetfulLog(Random chance) {
            this.chance = new Random(chance.nextLong());
        }

        @Override
        public synchronized void append(NewRecord event, AppendListener done) {
            int fate = chance.nextInt(10);
            if (fate == 0) {
                done.done(new AppendResult.Failed("lost"));
                return;
            }
            Coordinate at = new Coordinate(0, numbers.size());
            if (!event.topic().equals(Topics.REJECTS)) {
                numbers.add(number(event));
            }
            done.done(fate == 1 ? new AppendResult.Failed("late") : new AppendResult.Kept(at, event.timestamp()));
        }

        /** Lets the archive have some more of the events. */
        synchronized void archive(MemoryArchive archive, int count) {
            int until = Math.min(numbers.size(), archived + count);
            numbers.subList(archived, until).forEach(number -> archive.keep(Places.PERSONS.topic(), number));
            archived = until;
        }

        /** Where each number is first: that event is kept, and all others of the number are dropped. */
        synchronized Map<Long, Coordinate> firsts() {
            Map<Long, Coordinate> firsts = new HashMap<>();
            for (int i = 0; i < numbers.size(); i++) {
                firsts.putIfAbsent(numbers.get(i), new Coordinate(0, i));
            }
            return firsts;
        }

        private long number(NewRecord event) {
            DecodeResult decoded = decoder.decode(event.value(), 0, event.value().length);
            return (Long) ((DecodeResult.Accepted) decoded).payload().values()[0];
        }
    }
}
