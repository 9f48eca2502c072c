package datalab.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import datalab.forecast.Climatology.Part;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class ClimatologyTest implements SeriesModelContract {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Duration HOUR = Duration.ofHours(1);

    /** Two values a bucket need some: the contract's series are long enough for a mean of all, and for seasons. */
    @Override
    public ModelMethod method() {
        return new Climatology(HOUR, BERLIN, List.of(Part.SEASON));
    }

    @Test
    void meansAndDeviationsAreThoseOfExactSums() {
        Climatology climatology = new Climatology(HOUR, BERLIN, List.of(Part.HOUR, Part.WEEKDAY, Part.SEASON));
        Random random = new Random(4);
        long first = slotOf("2019-12-30T00:00:00Z");
        double[] values = new double[3 * 8766];
        Map<String, List<BigDecimal>> exact = new TreeMap<>();
        for (int i = 0; i < values.length; i++) {
            // A large mean beside a small deviation: sums of squares would lose all digits.
            values[i] = random.nextInt(5) == 0 ? Double.NaN : 1e8 + random.nextGaussian();
            if (!Double.isNaN(values[i])) {
                exact.computeIfAbsent(key(first + i), key -> new ArrayList<>()).add(new BigDecimal(values[i]));
            }
        }

        Fitted fitted = climatology.fit(new Series(first, values)).orElseThrow();

        assertThat(exact).hasSize(4 * 7 * 24);
        for (int i = 0; i < 366 * 24; i++) {
            Forecast usual = fitted.model().ahead(fitted.state(), first + i - 1, 1);
            List<BigDecimal> bucket = Objects.requireNonNull(exact.get(key(first + i)));
            assertThat(usual.mean()).isEqualTo(mean(bucket).doubleValue(), within(2 * Math.ulp(usual.mean())));
            assertThat(usual.sd()).isCloseTo(deviation(bucket), withinPercentage(1e-11));
        }
    }

    @Test
    void anHourThatComesTwiceCountsTwice() {
        Climatology climatology = new Climatology(HOUR, BERLIN, List.of(Part.HOUR));
        long midnight = slotOf("2025-10-25T22:00:00Z"); // 26 October, 00:00 in Berlin; it has 25 hours
        double[] values = new double[25];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }

        Fitted fitted = climatology.fit(new Series(midnight, values)).orElseThrow();

        Forecast two = fitted.model().ahead(fitted.state(), slotOf("2026-01-01T01:00:00Z") - 1, 1);
        Forecast three = fitted.model().ahead(fitted.state(), slotOf("2026-01-01T02:00:00Z") - 1, 1);
        assertThat(two).isEqualTo(new Forecast(2.5, Math.sqrt(0.5)));
        assertThat(three).isEqualTo(Forecast.NONE);
    }

    @Test
    void aSeasonBeginsByLocalTime() {
        Climatology climatology = new Climatology(HOUR, ZoneId.of("Asia/Kathmandu"), List.of(Part.SEASON));

        assertThat(climatology.bucket(slotOf("2025-02-28T18:00:00Z"))).isEqualTo(0); // 23:45, still winter
        assertThat(climatology.bucket(slotOf("2025-02-28T19:00:00Z"))).isEqualTo(1);
        assertThat(climatology.bucket(slotOf("2025-05-31T19:00:00Z"))).isEqualTo(2);
        assertThat(climatology.bucket(slotOf("2025-08-31T19:00:00Z"))).isEqualTo(3);
        assertThat(climatology.bucket(slotOf("2025-11-30T19:00:00Z"))).isEqualTo(0);
    }

    @Test
    void withoutPartsThereIsOneMean() {
        Climatology climatology = new Climatology(HOUR, BERLIN, List.of());

        Fitted fitted = climatology.fit(new Series(0, new double[] {1, 2, 3})).orElseThrow();

        assertThat(fitted.model().ahead(fitted.state(), 2, 1)).isEqualTo(new Forecast(2, 1));
    }

    @Test
    void slotsBefore1970HaveTheirTime() {
        Climatology climatology = new Climatology(Duration.ofMinutes(90), ZoneId.of("UTC"), List.of(Part.HOUR));

        assertThat(climatology.bucket(-1)).isEqualTo(22);
        assertThat(climatology.bucket(0)).isEqualTo(0);
        assertThat(climatology.bucket(1)).isEqualTo(1);
    }

    @Test
    void refusesParametersOfOtherParts() {
        double[] values = new double[100];
        double[] hours = new Climatology(HOUR, BERLIN, List.of(Part.HOUR))
                .fit(new Series(0, values))
                .orElseThrow()
                .model()
                .parameters();

        assertThatThrownBy(() -> new Climatology(HOUR, BERLIN, List.of(Part.WEEKDAY)).of(hours))
                .hasMessage("49 parameters that begin with 201.0, expected 15 that begin with 201.0");
        assertThatThrownBy(() -> new Climatology(Duration.ZERO, BERLIN, List.of()))
                .hasMessageContaining("PT0S");
    }

    private static long slotOf(String time) {
        return Instant.parse(time).getEpochSecond() / 3600;
    }

    private static String key(long slot) {
        ZonedDateTime start = Instant.ofEpochSecond(slot * 3600).atZone(BERLIN);
        int month = start.getMonthValue();
        String season = month == 12 || month <= 2 ? "DJF" : month <= 5 ? "MAM" : month <= 8 ? "JJA" : "SON";
        return season + start.getDayOfWeek() + start.getHour();
    }

    private static BigDecimal mean(List<BigDecimal> values) {
        return values.stream()
                .reduce(BigDecimal.ZERO, BigDecimal::add)
                .divide(BigDecimal.valueOf(values.size()), MathContext.DECIMAL128);
    }

    private static double deviation(List<BigDecimal> values) {
        BigDecimal mean = mean(values);
        BigDecimal squares =
                values.stream().map(value -> value.subtract(mean).pow(2)).reduce(BigDecimal.ZERO, BigDecimal::add);
        return squares.divide(BigDecimal.valueOf(values.size() - 1), MathContext.DECIMAL128)
                .sqrt(MathContext.DECIMAL128)
                .doubleValue();
    }
}
