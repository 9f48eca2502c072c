package datalab.store.query;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which values of a field a question asks for. A row without a value passes where that is asked for, and else no filter.
 *
 * @param anyOf the values that pass, of the class the field's type names; empty for any
 * @param min the least that passes, inclusive; null for no bound
 * @param max the greatest that passes, inclusive; null for no bound
 * @param orNone whether a row without a value passes, too; where nothing else is asked for it alone does
 */
public record FieldFilter(
        List<Object> anyOf, @Nullable Object min, @Nullable Object max, boolean orNone) {
    /** The most values that a field may be compared with. */
    public static final int VALUES_MAX = 1_000;

    public FieldFilter {
        anyOf = List.copyOf(anyOf);
        if (anyOf.size() > VALUES_MAX) {
            throw new IllegalArgumentException("more than " + VALUES_MAX + " values");
        }
    }

    public FieldFilter(List<Object> anyOf, @Nullable Object min, @Nullable Object max) {
        this(anyOf, min, max, false);
    }

    public static FieldFilter equal(Object value) {
        return new FieldFilter(List.of(value), null, null);
    }

    /** The value that alone passes, where it is named. */
    public Optional<Object> only() {
        return anyOf.size() == 1 && isOfValues() ? Optional.of(anyOf.getFirst()) : Optional.empty();
    }

    /** Whether it names values of which a row must have one, and asks for nothing else. */
    public boolean isOfValues() {
        return mustBeNamed() && min == null && max == null;
    }

    /** Whether it names values of which a row must have one. */
    public boolean mustBeNamed() {
        return !anyOf.isEmpty() && !orNone;
    }

    /** Whether it asks for rows without a value alone. */
    public boolean isOfNone() {
        return orNone && anyOf.isEmpty() && min == null && max == null;
    }

    public boolean test(@Nullable Object value) {
        if (value == null) {
            return orNone;
        }
        return !isOfNone()
                && (anyOf.isEmpty() || anyOf.stream().anyMatch(one -> Sort.compare(one, value) == 0))
                && (min == null || Sort.compare(min, value) <= 0)
                && (max == null || Sort.compare(value, max) <= 0);
    }
}
