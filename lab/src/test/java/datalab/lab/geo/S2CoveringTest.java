package datalab.lab.geo;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.lab.Laws;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.quicktheories.generators.SourceDSL;

class S2CoveringTest {
    private static final int ENOUGH = 10_000;

    @Test
    void missesNothingNear() {
        Laws.forAll(SourceDSL.longs().all(), seed -> {
            Random random = new Random(seed);
            double metres = RandomPlaces.metres(random);
            List<PlaceAndTime> places = RandomPlaces.crowd(random, metres);
            int rangesMax = random.nextBoolean() ? ENOUGH : 1 + random.nextInt(50);
            S2Covering search = S2Covering.around(places, metres, rangesMax);

            for (int i = 0; i < 20; i++) {
                PlaceAndTime place = places.get(random.nextInt(places.size()));
                PlaceAndTime near = RandomPlaces.within(random, metres, place);
                long time = random.nextInt(150);
                assertThat(!place.isAt(time) || contains(search, near, time))
                        .as("%s within %s m of %s", near, metres, place)
                        .isTrue();
            }
            assertThat(search.ranges().size()).isLessThanOrEqualTo(Math.max(6 * places.size(), rangesMax));
        });
    }

    @Test
    void asksForEachCellOnce() {
        Laws.forAll(SourceDSL.longs().all(), seed -> {
            Random random = new Random(seed);
            double metres = RandomPlaces.metres(random);

            List<CellRange> ranges = S2Covering.around(RandomPlaces.crowd(random, metres), metres, ENOUGH)
                    .ranges();

            for (int i = 0; i < ranges.size(); i++) {
                CellRange range = ranges.get(i);
                assertThat(ranges.subList(0, i)).noneMatch(before -> meet(before, range));
            }
        });
    }

    @Test
    void asksForFewCells() {
        Laws.forAll(SourceDSL.longs().all(), seed -> {
            Random random = new Random(seed);

            S2Covering search =
                    S2Covering.around(List.of(RandomPlaces.next(random)), RandomPlaces.metres(random), ENOUGH);

            assertThat(search.ranges()).hasSizeLessThanOrEqualTo(36);
        });
    }

    @Test
    void takesFineCellsForSmallDiscsAndTheEarthForTheLargest() {
        PlaceAndTime albuquerque = PlaceAndTime.of(35.0844, -106.6504, null, null);

        S2Covering small = S2Covering.around(List.of(albuquerque), 5, ENOUGH);
        S2Covering earth = S2Covering.around(List.of(albuquerque), 20_100_000, ENOUGH);

        assertThat(small.isSingleCells()).isTrue();
        assertThat(small.ranges()).hasSizeBetween(1, 9).allMatch(range -> range.low() == range.high());
        assertThat(earth.level()).isZero();
        assertThat(contains(earth, PlaceAndTime.of(-90, 0, null, null), 0)).isTrue();
    }

    @Test
    void takesCoarserCellsRatherThanTooMany() {
        Random random = new Random(7);
        List<PlaceAndTime> all = new ArrayList<>();
        IntStream.range(0, 5_000)
                .forEach(i ->
                        all.add(RandomPlaces.within(random, 1_000, PlaceAndTime.of(35.0844, -106.6504, null, null))));

        S2Covering search = S2Covering.around(all, 5, 1_000);

        assertThat(search.level()).isBetween(15, 19);
        assertThat(search.ranges()).hasSizeLessThanOrEqualTo(1_000);
        assertThat(all).allMatch(place -> contains(search, place, 0));
    }

    private static boolean meet(CellRange a, CellRange b) {
        return a.low() <= b.high()
                && b.low() <= a.high()
                && a.fromMicros() < b.toMicros()
                && b.fromMicros() < a.toMicros();
    }

    private static boolean contains(S2Covering search, PlaceAndTime place, long time) {
        long cell = S2Cells.of(place.latitude(), place.longitude());
        return search.ranges().stream()
                .anyMatch(range -> range.low() <= cell
                        && cell <= range.high()
                        && range.fromMicros() <= time
                        && time < range.toMicros());
    }
}
