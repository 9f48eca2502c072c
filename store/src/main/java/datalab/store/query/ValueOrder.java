package datalab.store.query;

import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** The one order of values in questions: as servers have it, texts by their code points, and no value last. */
public final class ValueOrder {
    private ValueOrder() {}

    /** Two values of one type. */
    public static int compare(Object one, Object other) {
        return switch (one) {
            case String text -> byCodePoint(text, (String) other);
            case Double number -> Double.compare(number + 0.0, (Double) other + 0.0); // zero has no sign
            case Long number -> Long.compare(number, (Long) other);
            case Boolean bool -> Boolean.compare(bool, (Boolean) other);
            case Instant time -> time.compareTo((Instant) other);
            default -> throw new IllegalArgumentException("values of " + one.getClass() + " have no order");
        };
    }

    /** Ascending or descending; what is null comes after all values either way. */
    static Comparator<@Nullable Object> of(boolean descending) {
        Comparator<Object> order = descending ? (one, other) -> compare(other, one) : ValueOrder::compare;
        return Comparator.nullsLast(order);
    }

    /** As UTF-8 is compared byte by byte; that of UTF-16 differs where there are surrogates. */
    private static int byCodePoint(String one, String other) {
        int length = Math.min(one.length(), other.length());
        for (int i = 0; i < length; i++) {
            char a = one.charAt(i);
            char b = other.charAt(i);
            if (a != b) {
                boolean isPlain = Character.isSurrogate(a) == Character.isSurrogate(b);
                return isPlain
                        ? Character.compare(a, b)
                        : Boolean.compare(Character.isSurrogate(a), Character.isSurrogate(b));
            }
        }
        return Integer.compare(one.length(), other.length());
    }
}
