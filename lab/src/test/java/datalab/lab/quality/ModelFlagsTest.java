package datalab.lab.quality;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.forecast.Forecast;
import datalab.lab.stream.EventStream;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Flags of tests that ask how far a value is from what a model expected. */
final class ModelFlagsTest {
    private static final String TESTS = """
            - climatology: {model: usual, suspect: 3, fail: 6}
            - residual: {model: last, fail: 2}
            - spike: {field: value, fail: 100}
            """;
    private static final Forecast FAR = new Forecast(1e9, 1);

    private final EventStream stream = QualityReadings.stream(TESTS);
    private final QualityFold fold = new QualityFold(stream);
    private final QualityState state = fold.decode(null);

    @ParameterizedTest
    @CsvSource({"10,1", "16,1", "4,1", "16.1,3", "3.9,3", "22,3", "22.5,4", "-2.5,4", "1e308,4", ",9"})
    void countsStandardDeviationsOnBothSides(@Nullable String value, int flag) {
        String flags = flags(0, value == null ? "" : value, Map.of("usual", new Forecast(10, 2), "other", FAR));

        assertThat(flags).contains("\"climatology\":%s,".formatted(flag));
    }

    @ParameterizedTest
    @CsvSource({"NaN,NaN", "10,0", "10,NaN", "10,Infinity", "Infinity,1"})
    void doesNotEvaluateWhereNothingWasExpected(double mean, double sd) {
        assertThat(flags(0, "50", Map.of("usual", new Forecast(mean, sd))))
                .isEqualTo("{\"value\":{\"climatology\":2,\"residual\":2,\"spike\":2,\"aggregate\":2}}");
        assertThat(flags(1, "50", Map.of())).contains("\"climatology\":2,\"residual\":2,");
    }

    @Test
    void asksOnlyTheModelThatItNames() {
        assertThat(flags(0, "5", Map.of("usual", new Forecast(5, 1), "last", FAR)))
                .contains("\"climatology\":1,\"residual\":4,", "\"aggregate\":4");
    }

    /** Within a slot, what comes out of order was expected all the same. */
    @Test
    void flagsAnEventThatIsNotTheLatest() {
        flags(5, "5", Map.of());

        assertThat(flags(4, "5", Map.of("usual", FAR, "last", new Forecast(5, 1))))
                .contains("\"climatology\":4,\"residual\":1,");
        assertThat(flags(4, "", Map.of("usual", FAR))).contains("\"climatology\":9,");
    }

    @Test
    void keepsItsFlagsWhenTheNextEventTellsOfASpike() {
        flags(0, "5", Map.of());
        flags(1, "5", Map.of("usual", FAR));

        QualityResult next = fold.check(state, QualityReadings.event(stream, 2, line(2, "5")), Map.of());

        QualityResult.Amendment amendment = Objects.requireNonNull(next.amendment());
        assertThat(fold.flagsJson(amendment.flags())).contains("\"climatology\":4,\"residual\":2,\"spike\":1");
    }

    @Test
    void knowsTheFlagsOfMostEvents() {
        assertThat(fold.usualFlags())
                .contains(
                        "{\"value\":{\"climatology\":1,\"residual\":1,\"spike\":2,\"aggregate\":1}}",
                        "{\"value\":{\"climatology\":2,\"residual\":2,\"spike\":1,\"aggregate\":1}}",
                        "{\"value\":{\"climatology\":2,\"residual\":2,\"spike\":2,\"aggregate\":2}}");
    }

    private String flags(int second, String value, Map<String, Forecast> expected) {
        QualityResult checked = fold.check(state, QualityReadings.event(stream, second, line(second, value)), expected);
        return fold.flagsJson(checked.flags());
    }

    private static String line(int second, String value) {
        return "2024-05-01T10:00:%02dZ,a,%s".formatted(second, value);
    }
}
