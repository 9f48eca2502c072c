package datalab.lab.geo;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.lab.Laws;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.quicktheories.generators.SourceDSL;

class NearestPositionsTest {

    @Test
    void findsWhatGoingThroughAllOfThemFinds() {
        Laws.forAll(SourceDSL.longs().all(), seed -> {
            Random random = new Random(seed);
            double metres = RandomPlaces.metres(random);
            List<PlaceAndTime> places = RandomPlaces.crowd(random, metres);
            NearestPositions nearest = new NearestPositions(places);

            for (int i = 0; i < 20; i++) {
                PlaceAndTime place = places.get(random.nextInt(places.size()));
                PlaceAndTime asked = random.nextInt(5) == 0 ? place : RandomPlaces.within(random, 2 * metres, place);
                long time = random.nextInt(150);
                assertThat(nearest.within(metres, asked.latitude(), asked.longitude(), time))
                        .isEqualTo(oneByOne(places, metres, asked, time));
            }
        });
    }

    @Test
    void prefersTheFirstOfEquallyNearOnes() {
        List<PlaceAndTime> places = new ArrayList<>(Collections.nCopies(500, PlaceAndTime.of(0, 0, null, null)));
        places.addFirst(PlaceAndTime.of(1, 1, null, null));

        assertThat(new NearestPositions(places).within(0, 0, 0, 0)).isEqualTo(new NearestPositions.Found(1, 0));
    }

    @Test
    void findsNothingAmongNone() {
        assertThat(new NearestPositions(List.of()).within(1e9, 0, 0, 0)).isNull();
    }

    private static NearestPositions.@Nullable Found oneByOne(
            List<PlaceAndTime> places, double metres, PlaceAndTime asked, long time) {
        NearestPositions.Found found = null;
        for (int i = 0; i < places.size(); i++) {
            PlaceAndTime place = places.get(i);
            double away = Wgs84.metres(place.latitude(), place.longitude(), asked.latitude(), asked.longitude());
            if (place.isAt(time) && away <= metres && (found == null || away < found.metres())) {
                found = new NearestPositions.Found(i, away);
            }
        }
        return found;
    }
}
