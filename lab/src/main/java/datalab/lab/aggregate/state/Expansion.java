package datalab.lab.aggregate.state;

import java.math.BigDecimal;
import java.util.Arrays;

/**
 * A number as an unevaluated sum of doubles that do not overlap, least first: J. R. Shewchuk, "Adaptive Precision
 * Floating-Point Arithmetic", 1997, as in Python's {@code fsum}. Mutable, owned by one thread. Exact as long as no sum of its
 * parts overflows, which {@link ExactSum} sees to.
 */
final class Expansion {
    private double[] parts = new double[2];
    private int size;

    /** Takes what {@link #canonical} gave. */
    static Expansion of(double[] canonical) {
        Expansion expansion = new Expansion();
        expansion.parts = new double[Math.max(2, canonical.length)];
        for (int i = 0; i < canonical.length; i++) {
            expansion.parts[i] = canonical[canonical.length - 1 - i];
        }
        expansion.size = canonical.length;
        return expansion;
    }

    void add(double number) {
        double x = number;
        int kept = 0;
        for (int i = 0; i < size; i++) {
            double y = parts[i];
            double high = x + y;
            double low = Math.abs(x) < Math.abs(y) ? x - (high - y) : y - (high - x);
            if (low != 0) {
                parts[kept++] = low;
            }
            x = high;
        }
        if (x != 0) {
            if (kept == parts.length) {
                parts = Arrays.copyOf(parts, kept * 2);
            }
            parts[kept++] = x;
        }
        size = kept;
    }

    void add(Expansion other) {
        for (int i = 0; i < other.size; i++) {
            add(other.parts[i]);
        }
    }

    /** The nearest double; of two equally near ones the even one. */
    double rounded() {
        if (size == 0) {
            return 0;
        }
        int left = size - 1;
        double high = parts[left];
        double low = 0;
        while (left > 0 && low == 0) {
            double x = high;
            double y = parts[--left];
            high = x + y;
            low = y - (high - x);
        }
        // Half way between two doubles: what is left below decides to which side.
        if (left > 0 && ((low < 0 && parts[left - 1] < 0) || (low > 0 && parts[left - 1] > 0))) {
            double twice = low * 2;
            double other = high + twice;
            if (twice == other - high) {
                return other;
            }
        }
        return high;
    }

    /** The one expansion that depends on the number alone, greatest first: each part is the rounded rest. */
    double[] canonical() {
        Expansion rest = new Expansion();
        rest.parts = Arrays.copyOf(parts, parts.length);
        rest.size = size;
        double[] canonical = new double[size + 1];
        int count = 0;
        while (rest.size > 0) {
            if (count == canonical.length) {
                canonical = Arrays.copyOf(canonical, count * 2);
            }
            double part = rest.rounded();
            canonical[count++] = part;
            rest.add(-part);
        }
        return Arrays.copyOf(canonical, count);
    }

    BigDecimal exact() {
        BigDecimal total = BigDecimal.ZERO;
        for (int i = 0; i < size; i++) {
            total = total.add(new BigDecimal(parts[i]));
        }
        return total;
    }
}
