package datalab.lab.stream;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A real-time quality control test, with the flags of QARTOD (IOOS manual for in-situ temperature and salinity data): 1 pass,
 * 2 not evaluated, 3 suspect, 4 fail, 9 missing.
 */
public sealed interface QualityTest {

    /** The numeric field that is tested. */
    String field();

    /** The test's name in lab.yaml and in an event's flags. */
    String name();

    /** Fails outside [failMin, failMax], is suspect outside [suspectMin, suspectMax]. Units are the field's. */
    record GrossRange(
            String field,
            @Nullable Double failMin,
            @Nullable Double failMax,
            @Nullable Double suspectMin,
            @Nullable Double suspectMax)
            implements QualityTest {
        @Override
        public String name() {
            return "gross_range";
        }
    }

    /** Suspect (or fail) where the value changes by more than the threshold per {@code per} of event time. */
    record RateOfChange(
            String field,
            @Nullable Double suspect,
            @Nullable Double fail,
            Duration per) implements QualityTest {
        @Override
        public String name() {
            return "rate_of_change";
        }
    }

    /** Suspect (or fail) where the value has stayed within {@code tolerance} for that long in event time. */
    record FlatLine(
            String field,
            @Nullable Duration suspect,
            @Nullable Duration fail,
            double tolerance) implements QualityTest {
        @Override
        public String name() {
            return "flat_line";
        }
    }

    /**
     * Suspect (or fail) where a value differs from the mean of its two neighbours by more than the threshold. It is the
     * middle value that is flagged, so its flag is known one event later.
     */
    record Spike(
            String field,
            @Nullable Double suspect,
            @Nullable Double fail) implements QualityTest {
        @Override
        public String name() {
            return "spike";
        }
    }

    /**
     * Suspect (or fail) where the value lies further from what a model expected one horizon before, the shortest that it has.
     * Against a climatology, it is QARTOD's test of that name.
     *
     * @param field the one that the model expects
     * @param suspect in standard deviations of what was expected, as is fail
     */
    record Residual(
            String name,
            String field,
            String model,
            @Nullable Double suspect,
            @Nullable Double fail) implements QualityTest {
        public static final String NAME = "residual";
        public static final String CLIMATOLOGY = "climatology";
    }
}
