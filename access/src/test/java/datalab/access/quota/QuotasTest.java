package datalab.access.quota;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class QuotasTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int RATE = 100;

    private final AtomicLong now = new AtomicLong(7 * SECOND);

    /** What was taken, and when. */
    private record Taken(long at, long count) {}

    @Test
    void aClientNeverTakesMoreThanTheRateAndTheBurstInAnyWindow() {
        for (int seed = 0; seed < 50; seed++) {
            ClientQuota quota = quotas(new QuotaLimits(RATE, 0, 0, 0, 0, 0)).of("a");

            List<Taken> taken = takenAtRandom(new Random(seed), List.of(quota), RATE);

            assertWindows(taken, RATE);
        }
    }

    @Test
    void theClientsOfALabNeverTakeMoreThanTheRateAndTheBurstInAnyWindow() {
        for (int seed = 0; seed < 50; seed++) {
            Quotas quotas = quotas(new QuotaLimits(0, 0, 0, 0, RATE, 0));
            List<ClientQuota> clients = new ArrayList<>();
            for (int i = 0; i < 1 + seed % 7; i++) {
                clients.add(quotas.of("client" + i));
            }

            List<Taken> taken = takenAtRandom(new Random(seed), clients, RATE / 10);

            assertWindows(taken, 2 * RATE);
        }
    }

    @Test
    void whoTakesLessThanItsPartIsNeverRefusedBecauseOfOthers() {
        for (int greedy = 1; greedy <= 9; greedy++) {
            for (int seed = 0; seed < 10; seed++) {
                assertThat(refusedToTheModest(greedy, new Random(seed)))
                        .as("%s greedy, seed %s", greedy, seed)
                        .isZero();
            }
        }
    }

    private int refusedToTheModest(int greedyCount, Random random) {
        Quotas quotas = quotas(new QuotaLimits(0, 0, 0, 0, RATE, 0));
        ClientQuota modest = quotas.of("modest");
        double part = RATE / (greedyCount + 1.0);
        TokenBucket own = new TokenBucket(part, part, now.get());
        for (int i = 0; i < greedyCount; i++) {
            take(quotas.of("greedy" + i), 1);
        }
        int refused = 0;
        for (int step = 0; step < 2_000; step++) {
            now.addAndGet(random.nextLong(SECOND / 20));
            for (int i = 0; i < 20; i++) {
                take(quotas.of("greedy" + random.nextInt(greedyCount)), 1 + random.nextInt(3));
            }
            own.refill(part, now.get());
            long wanted = (long) (random.nextDouble() * own.level());
            if (wanted > 0 && random.nextBoolean()) {
                own.take(wanted);
                refused += take(modest, wanted) ? 0 : 1;
            }
        }
        return refused;
    }

    @Test
    void whatOthersLeaveIsForWhoWantsMore() {
        Quotas quotas = quotas(new QuotaLimits(0, 0, 0, 0, RATE, 0));
        long got = 0;
        for (int tenth = 0; tenth < 600; tenth++) {
            now.addAndGet(SECOND / 10);
            take(quotas.of("modest"), 1);
            while (take(quotas.of("greedy"), 1)) {
                got++;
            }
        }

        assertThat(got).isBetween(60L * (RATE - 10) - RATE, 60L * (RATE - 10) + 2 * RATE);
    }

    @Test
    void clientsHaveQuotasOfTheirOwnAndHearWhichLimitItWas() {
        Quotas quotas = quotas(new QuotaLimits(10, 1_000, 2, 0, 0, 0));

        assertThat(take(quotas.of("a"), 10)).isTrue();
        QuotaExceeded exceeded = quotas.of("a").take("lab", 1, 1);

        assertThat(exceeded).isNotNull().satisfies(why -> {
            assertThat(why.limit()).isEqualTo("quotas.client_events");
            assertThat(why.retryAfter().toMillis()).isBetween(99L, 101L);
        });
        assertThat(take(quotas.of("b"), 1)).isTrue();
        assertThat(quotas.of("b").take("lab", 1, 1_000)).extracting("limit").isEqualTo("quotas.client_bytes");
        assertThat(quotas.of("c").ask()).isNull();
        assertThat(quotas.of("c").ask()).isNull();
        assertThat(quotas.of("c").ask()).extracting("limit").isEqualTo("quotas.client_questions");
    }

    @Test
    void whatIsRefusedIsTakenFromNoOtherQuotaEither() {
        Quotas quotas = quotas(new QuotaLimits(5, 0, 0, 0, RATE, 10));
        ClientQuota quota = quotas.of("a");

        assertThat(quota.take("lab", 1, 10)).isNull();
        for (int i = 0; i < 50; i++) {
            assertThat(quota.take("lab", 1, 10)).extracting("limit").isEqualTo("quotas.lab_bytes");
        }

        now.addAndGet(10 * SECOND);
        for (int i = 0; i < 5; i++) {
            assertThat(quota.take("other", 1, 1)).as("event %s", i).isNull();
        }
    }

    /** Else it could never come. */
    @Test
    void whatIsLargerThanTheBurstIsTakenFromAFullBucketAndOwed() {
        Quotas quotas = quotas(new QuotaLimits(0, 100, 0, 0, 0, 0));

        assertThat(quotas.of("a").take("lab", 1, 1_000)).isNull();
        assertThat(quotas.of("a").take("lab", 1, 1)).isNotNull();
        now.addAndGet(9 * SECOND);
        assertThat(quotas.of("a").take("lab", 1, 1)).isNotNull();
        now.addAndGet(SECOND / 10);
        assertThat(quotas.of("a").take("lab", 1, 1)).isNull();
    }

    @Test
    void withoutLimitsNothingIsCounted() {
        ClientQuota quota = quotas(QuotaLimits.NONE).of("a");

        assertThat(quota).isSameAs(ClientQuota.NONE);
        assertThat(quota.takesAll()).isTrue();
        assertThat(quota.take("lab", Long.MAX_VALUE, Long.MAX_VALUE)).isNull();
    }

    private Quotas quotas(QuotaLimits limits) {
        return new Quotas(limits, now::get);
    }

    private static boolean take(ClientQuota quota, long count) {
        return quota.take("lab", count, count) == null;
    }

    private List<Taken> takenAtRandom(Random random, List<ClientQuota> clients, int countMax) {
        List<Taken> taken = new ArrayList<>();
        for (int step = 0; step < 600; step++) {
            now.addAndGet(random.nextInt(10) == 0 ? random.nextLong(SECOND) : random.nextLong(SECOND / 50));
            long count = 1L + random.nextInt(countMax);
            if (take(clients.get(random.nextInt(clients.size())), count)) {
                taken.add(new Taken(now.get(), count));
            }
        }
        return taken;
    }

    private static void assertWindows(List<Taken> taken, long burst) {
        assertThat(taken).hasSizeGreaterThan(20);
        for (int from = 0; from < taken.size(); from++) {
            long sum = 0;
            for (int to = from; to < taken.size(); to++) {
                sum += taken.get(to).count();
                double seconds = (taken.get(to).at() - taken.get(from).at()) / (double) SECOND;
                assertThat((double) sum).isLessThanOrEqualTo(RATE * seconds + burst + 1e-6);
            }
        }
    }
}
