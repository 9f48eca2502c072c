package datalab.lab.geo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import datalab.lab.Laws;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.quicktheories.generators.SourceDSL;

class Wgs84Test {

    /** A degree of latitude is 110.94 km there: 100 m are 0.000901°, whichever way round somebody's axes are. */
    @Test
    void aHundredMetresInAlbuquerqueAreAHundredMetres() {
        assertThat(Wgs84.metres(35.0844, -106.6504, 35.0844 + 0.000901371, -106.6504))
                .isCloseTo(100, within(0.001));
    }

    @Test
    void measuresFromPoleToPoleAndAcrossTheDateLine() {
        assertThat(Wgs84.metres(90, 0, -90, 123)).isCloseTo(20_003_931.4586, within(0.001));
        assertThat(Wgs84.metres(90, 0, 90, 99)).isZero();
        assertThat(Wgs84.metres(10, 180, 10, -180)).isZero();
        assertThat(Wgs84.metres(0, 179.9995, 0, -179.9995)).isCloseTo(111.319, within(0.001));
    }

    @Test
    void noPathIsShorterThanTheStraightLine() {
        Laws.forAll(SourceDSL.longs().all(), seed -> {
            Random random = new Random(seed);
            PlaceAndTime a = RandomPlaces.next(random);
            PlaceAndTime b = RandomPlaces.within(random, RandomPlaces.metres(random), a);
            double[] from = Wgs84.cartesian(a.latitude(), a.longitude());
            double[] to = Wgs84.cartesian(b.latitude(), b.longitude());
            double straight = Math.sqrt(
                    Math.pow(from[0] - to[0], 2) + Math.pow(from[1] - to[1], 2) + Math.pow(from[2] - to[2], 2));

            assertThat(straight)
                    .isLessThanOrEqualTo(Wgs84.metres(a.latitude(), a.longitude(), b.latitude(), b.longitude()) + 1e-7);
        });
    }

    @Test
    void knowsWhatIsNoPosition() {
        assertThat(Wgs84.isPosition(90, -180)).isTrue();
        assertThat(Wgs84.isPosition(-122.3, 37.5)).isFalse();
        assertThat(Wgs84.isPosition(0, 180.0000001)).isFalse();
        assertThat(Wgs84.isPosition(Double.NaN, 0)).isFalse();
        assertThatThrownBy(() -> PlaceAndTime.of(91, 0, null, null)).hasMessageContaining("91");
    }

    @Test
    void boundsBetweenMicrosecondsAreRoundedUp() {
        assertThat(PlaceAndTime.micros(Instant.parse("1970-01-01T00:00:01.000000001Z")))
                .isEqualTo(1_000_001);
        assertThat(PlaceAndTime.micros(Instant.parse("1969-12-31T23:59:59.999999Z")))
                .isEqualTo(-1);
        assertThat(PlaceAndTime.micros(Instant.MAX)).isEqualTo(Long.MAX_VALUE);
        assertThat(PlaceAndTime.micros(Instant.MIN)).isEqualTo(Long.MIN_VALUE);
    }
}
