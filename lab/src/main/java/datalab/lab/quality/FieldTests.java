package datalab.lab.quality;

import static datalab.lab.quality.QartodFlags.FAIL;
import static datalab.lab.quality.QartodFlags.MISSING;
import static datalab.lab.quality.QartodFlags.NOT_EVALUATED;
import static datalab.lab.quality.QartodFlags.PASS;
import static datalab.lab.quality.QartodFlags.SUSPECT;

import datalab.forecast.Forecast;
import datalab.lab.event.Event;
import datalab.lab.stream.QualityTest;
import datalab.lab.stream.QualityTest.FlatLine;
import datalab.lab.stream.QualityTest.GrossRange;
import datalab.lab.stream.QualityTest.RateOfChange;
import datalab.lab.stream.QualityTest.Residual;
import datalab.lab.stream.QualityTest.Spike;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates the quality tests of one field. Immutable; what they remember is in a {@link FieldState}.
 *
 * @param index the field's place in {@link Event#value}
 * @param firstFlag where the flags of its tests begin among those of the stream
 */
record FieldTests(String field, int index, int firstFlag, List<QualityTest> tests) {

    FieldTests {
        tests = List.copyOf(tests);
    }

    /** The field's value, or {@code NaN}. */
    double value(Event event) {
        return event.value(index) instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    /** Flags a value that comes after all others of its key, and remembers it. */
    void check(double value, long micros, Map<String, Forecast> expected, FieldState state, byte[] flags) {
        for (int i = 0; i < tests.size(); i++) {
            flags[firstFlag + i] = Double.isNaN(value) ? MISSING : flag(tests.get(i), value, micros, expected, state);
        }
        state.advance(value, micros);
    }

    /** Flags a value that came too late to be compared with others. */
    void checkLate(double value, Map<String, Forecast> expected, byte[] flags) {
        for (int i = 0; i < tests.size(); i++) {
            flags[firstFlag + i] = Double.isNaN(value) ? MISSING : flagAlone(tests.get(i), value, expected);
        }
    }

    /** Flags the value before this one, now that both its neighbours are known; false where they are not. */
    boolean amend(double value, FieldState state, byte[] previousFlags) {
        double middle = state.previous;
        double deviation = Math.abs(middle - (state.beforePrevious / 2 + value / 2));
        if (Double.isNaN(deviation)) {
            return false;
        }
        boolean amended = false;
        for (int i = 0; i < tests.size(); i++) {
            if (tests.get(i) instanceof Spike spike) {
                previousFlags[firstFlag + i] = above(deviation, spike.suspect(), spike.fail());
                amended = true;
            }
        }
        return amended;
    }

    private static byte flag(
            QualityTest test, double value, long micros, Map<String, Forecast> expected, FieldState state) {
        return switch (test) {
            case RateOfChange rate -> rateOfChange(rate, value, micros, state);
            case FlatLine line -> flatLine(line, value, micros, state);
            case GrossRange alone -> flagAlone(alone, value, expected);
            case Residual alone -> flagAlone(alone, value, expected);
            case Spike spike -> flagAlone(spike, value, expected);
        };
    }

    /** What is said of a value without others of its key. */
    private static byte flagAlone(QualityTest test, double value, Map<String, Forecast> expected) {
        return switch (test) {
            case GrossRange range -> grossRange(range, value);
            case Residual residual -> residual(residual, value, expected.get(residual.model()));
            case RateOfChange rate -> NOT_EVALUATED;
            case FlatLine line -> NOT_EVALUATED;
            case Spike spike -> NOT_EVALUATED;
        };
    }

    private static byte residual(Residual test, double value, @Nullable Forecast expected) {
        if (expected == null
                || !Double.isFinite(expected.mean())
                || !(expected.sd() > 0 && Double.isFinite(expected.sd()))) {
            return NOT_EVALUATED;
        }
        return above(Math.abs(value - expected.mean()) / expected.sd(), test.suspect(), test.fail());
    }

    private static byte grossRange(GrossRange range, double value) {
        if (isOutside(value, range.failMin(), range.failMax())) {
            return FAIL;
        }
        return isOutside(value, range.suspectMin(), range.suspectMax()) ? SUSPECT : PASS;
    }

    private static boolean isOutside(double value, @Nullable Double min, @Nullable Double max) {
        return (min != null && value < min) || (max != null && value > max);
    }

    private static byte rateOfChange(RateOfChange rate, double value, long micros, FieldState state) {
        if (Double.isNaN(state.last)) {
            return NOT_EVALUATED;
        }
        double periods = (double) (micros - state.lastMicros) / micros(rate.per());
        return above(Math.abs(value - state.last) / periods, rate.suspect(), rate.fail());
    }

    private static byte flatLine(FlatLine line, double value, long micros, FieldState state) {
        boolean isFirst = Double.isNaN(state.last);
        long flatMicros = state.extendRun(value, micros, line.tolerance());
        if (isFirst) {
            return NOT_EVALUATED;
        }
        if (line.fail() != null && flatMicros >= micros(line.fail())) {
            return FAIL;
        }
        return line.suspect() != null && flatMicros >= micros(line.suspect()) ? SUSPECT : PASS;
    }

    private static byte above(double value, @Nullable Double suspect, @Nullable Double fail) {
        if (fail != null && value > fail) {
            return FAIL;
        }
        return suspect != null && value > suspect ? SUSPECT : PASS;
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / 1_000;
    }
}
