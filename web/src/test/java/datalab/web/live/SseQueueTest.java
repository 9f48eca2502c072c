package datalab.web.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import datalab.access.Caller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SseQueueTest {
    private static final Duration AT_ONCE = Duration.ofMillis(1);

    private static final SubscriptionFilter INTEREST = new SubscriptionFilter(Set.of("readings"), Set.of());
    private static final int ALL_BYTES_MAX = 4 * 1024 * 1024;

    private final LiveBudget all = new LiveBudget(ALL_BYTES_MAX);
    private final SseQueue subscription = new SseQueue(INTEREST, all, Caller.ANYBODY);

    @Test
    void keepsTheOrder() throws Exception {
        subscription.offer(bytes("a"));
        subscription.offer(bytes("b"));

        assertThat(taken()).containsExactly("a", "b");
    }

    @Test
    void tellsAClientThatReadsTooSlowlyHowManyItMissed() throws Exception {
        for (int i = 0; i < 5_005; i++) {
            subscription.offer(bytes("frame " + i));
        }

        List<String> taken = taken();

        assertThat(taken).hasSize(5_001);
        assertThat(taken.getLast()).isEqualTo("event: gap\ndata: {\"missed\":5}\n\n");
    }

    @Test
    void keepsNoMoreThanAMebibyteForOneClient() throws Exception {
        byte[] large = new byte[300_000];
        for (int i = 0; i < 5; i++) {
            subscription.offer(large);
        }

        assertThat(taken()).hasSize(4).last().isEqualTo("event: gap\ndata: {\"missed\":2}\n\n");
    }

    @Test
    void takesOneLargeFrameWhileNothingElseWaits() throws Exception {
        subscription.offer(new byte[2_000_000]);

        assertThat(taken()).hasSize(1).first().asString().hasSize(2_000_000);
    }

    @Test
    void boundsWhatWaitsForAllTogetherAndLeavesEachALittle() throws Exception {
        List<SseQueue> many = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            many.add(new SseQueue(INTEREST, all, Caller.ANYBODY));
            many.getLast().offer(new byte[900_000]);
            many.getLast().take(AT_ONCE); // and does not write it to the end
        }

        many.forEach(one -> one.offer(bytes("a")));

        assertThat(all.bytes()).isBetween(3_000_000L, (long) ALL_BYTES_MAX);
        assertThat(many).allMatch(SseQueue::hasMore);
        assertThat(many.getLast().take(AT_ONCE))
                .hasValueSatisfying(frame -> assertThat(frame).asString(UTF_8).isEqualTo("a"));
        many.forEach(SseQueue::leave);
        assertThat(all.bytes()).isZero();
    }

    @Test
    void beatsWhileNothingComes() throws Exception {
        assertThat(subscription.take(AT_ONCE)).hasValue(SseFrame.HEARTBEAT);
    }

    @Test
    void endsAtOnce() throws Exception {
        subscription.offer(bytes("a"));

        subscription.end();

        assertThat(subscription.take(Duration.ofMinutes(1))).isEmpty();
    }

    private List<String> taken() throws InterruptedException {
        List<String> taken = new ArrayList<>();
        while (subscription.hasMore()) {
            Optional<byte[]> frame = subscription.take(AT_ONCE);
            frame.ifPresent(bytes -> taken.add(new String(bytes, UTF_8)));
        }
        return taken;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
