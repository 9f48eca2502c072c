package datalab.lab.aggregate.state;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.lab.Laws;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.quicktheories.core.Gen;
import org.quicktheories.generators.SourceDSL;

final class IntervalSetTest {
    private static final int MOMENTS = 200;

    private record Interval(long from, long until) {}

    @Test
    void holdsTheUnionInAnyOrderAndParts() {
        Laws.forAllWays(seeds(), (seed, chance) -> {
            List<Interval> some = some(seed);
            BitSet covered = new BitSet();
            some.forEach(interval -> covered.set(index(interval.from), index(interval.until)));

            IntervalSet merged = inParts(some, chance);

            assertThat(merged.seconds()).isEqualTo(covered.cardinality() / 1e6);
            assertThat(merged.toString()).isEqualTo(all(some).toString());
            assertThat(bytes(merged)).isEqualTo(bytes(all(some)));
        });
    }

    @Test
    void comesBackFromItsBytes() {
        Laws.forAll(seeds(), seed -> {
            IntervalSet intervals = all(some(seed));

            IntervalSet decoded = IntervalSet.decode(new StateReader(bytes(intervals)));

            assertThat(decoded.toString()).isEqualTo(intervals.toString());
        });
    }

    @Test
    void countsNoSingleMoments() {
        IntervalSet intervals = new IntervalSet();

        intervals.add(5, 5);

        assertThat(intervals.toString()).isEqualTo("{}");
    }

    @Test
    void closesTheShortestGapsWhereThereAreTooMany() {
        Random chance = new Random(7);
        List<Interval> many = many(chance);

        IntervalSet intervals = all(many);
        IntervalSet merged = inParts(many, chance);

        assertThat(intervals.seconds()).isEqualTo(closed(many) / 1e6);
        assertThat(merged.agrees(intervals)).isTrue();
        assertThat(intervals.agrees(merged)).isTrue();
    }

    @Test
    void tellsSetsApartThatWereRounded() {
        List<Interval> many = many(new Random(7));
        IntervalSet less = all(many.subList(0, many.size() - 1));
        IntervalSet all = all(many);

        all.add(many.getLast().until + 1_000_000_000, many.getLast().until + 2_000_000_000);

        assertThat(less.agrees(all)).isFalse();
    }

    /** Intervals of a tenth of a second, in order, with gaps from microseconds to minutes between. */
    private static List<Interval> many(Random chance) {
        List<Interval> many = new ArrayList<>();
        long from = 0;
        for (int i = 0; i < 15_000; i++) {
            many.add(new Interval(from, from + 100_000));
            from += 100_001 + (long) Math.exp(chance.nextDouble() * 18);
        }
        return many;
    }

    private static long closed(List<Interval> many) {
        long covered = 0;
        for (long gap = 1; ; gap *= 2) {
            int left = 1;
            covered = many.getLast().until - many.getFirst().from;
            for (int i = 1; i < many.size(); i++) {
                long open = many.get(i).from - many.get(i - 1).until;
                if (open >= gap) {
                    left++;
                    covered -= open;
                }
            }
            if (left <= IntervalSet.MAX) {
                return covered;
            }
        }
    }

    private static IntervalSet all(List<Interval> some) {
        IntervalSet intervals = new IntervalSet();
        some.forEach(interval -> intervals.add(interval.from, interval.until));
        return intervals;
    }

    private static IntervalSet inParts(List<Interval> some, Random chance) {
        List<Interval> shuffled = new ArrayList<>(some);
        Collections.shuffle(shuffled, chance);
        IntervalSet whole = new IntervalSet();
        for (int from = 0; from < shuffled.size(); ) {
            int to = Math.min(shuffled.size(), from + 1 + chance.nextInt(shuffled.size()));
            IntervalSet part = all(shuffled.subList(from, to));
            if (chance.nextBoolean()) {
                part.add(whole);
                whole = part;
            } else {
                whole.add(part);
            }
            from = to;
        }
        return whole;
    }

    private static List<Interval> some(long seed) {
        Random chance = new Random(seed);
        List<Interval> some = new ArrayList<>();
        for (int i = chance.nextInt(30); i >= 0; i--) {
            long from = (long) chance.nextInt(MOMENTS) - MOMENTS / 2;
            some.add(new Interval(from, from + chance.nextInt(10)));
        }
        return some;
    }

    private static int index(long micros) {
        return Math.toIntExact(micros + MOMENTS);
    }

    private static byte[] bytes(IntervalSet intervals) {
        StateWriter out = new StateWriter();
        intervals.encode(out);
        return out.toBytes();
    }

    private static Gen<Long> seeds() {
        return SourceDSL.longs().all();
    }
}
