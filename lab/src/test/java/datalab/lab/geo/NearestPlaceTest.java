package datalab.lab.geo;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.lab.Properties;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.quicktheories.generators.SourceDSL;

class NearestPlaceTest {

    @Test
    void findsWhatGoingThroughAllOfThemFinds() {
        Properties.forAll(SourceDSL.longs().all(), seed -> {
            Random random = new Random(seed);
            double metres = RandomPlaces.metres(random);
            List<Place> places = RandomPlaces.crowd(random, metres);
            NearestPlace nearest = new NearestPlace(places);

            for (int i = 0; i < 20; i++) {
                Place place = places.get(random.nextInt(places.size()));
                Place asked = random.nextInt(5) == 0 ? place : RandomPlaces.within(random, 2 * metres, place);
                long time = random.nextInt(150);
                assertThat(nearest.within(metres, asked.latitude(), asked.longitude(), time))
                        .isEqualTo(oneByOne(places, metres, asked, time));
            }
        });
    }

    @Test
    void prefersTheFirstOfEquallyNearOnes() {
        List<Place> places = new ArrayList<>(Collections.nCopies(500, Place.of(0, 0, null, null)));
        places.addFirst(Place.of(1, 1, null, null));

        assertThat(new NearestPlace(places).within(0, 0, 0, 0)).isEqualTo(new NearestPlace.Found(1, 0));
    }

    @Test
    void findsNothingAmongNone() {
        assertThat(new NearestPlace(List.of()).within(1e9, 0, 0, 0)).isNull();
    }

    private static NearestPlace.@Nullable Found oneByOne(List<Place> places, double metres, Place asked, long time) {
        NearestPlace.Found found = null;
        for (int i = 0; i < places.size(); i++) {
            Place place = places.get(i);
            double away = Wgs84.metres(place.latitude(), place.longitude(), asked.latitude(), asked.longitude());
            if (place.isAt(time) && away <= metres && (found == null || away < found.metres())) {
                found = new NearestPlace.Found(i, away);
            }
        }
        return found;
    }
}
