package datalab.web.twin;

import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * One slot of a twin, as one source has it. Numbers are in the unit of the value.
 *
 * @param at the start of the slot
 * @param name of the model or the scenario; null of what was observed, and of events that name no scenario
 * @param lower where the band begins that holds 95 % of what is expected; null without a band
 * @param residual the mean of what was observed in the slot less {@code value}; of modelled rows alone
 */
public record TwinRow(
        Instant at,
        TwinKind kind,
        @Nullable String name,
        double value,
        @Nullable Double lower,
        @Nullable Double upper,
        @Nullable Double residual) {
    static final Comparator<TwinRow> ORDER = Comparator.comparing(TwinRow::at)
            .thenComparing(TwinRow::kind)
            .thenComparing(TwinRow::name, Comparator.nullsFirst(Comparator.naturalOrder()));

    /** One without a band. */
    static TwinRow of(Instant at, TwinKind kind, @Nullable String name, double value) {
        return new TwinRow(at, kind, name, value, null, null, null);
    }
}
