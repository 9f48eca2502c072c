package datalab.store.query;

import datalab.lab.expression.ValueOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An order of rows by columns; rows that are equal in all of them keep their usual, ascending order. Rows without a value come
 * after those with one.
 *
 * @param keys the columns, the most important first; empty for the usual order
 * @param after the values that the last row of the page before has in these columns; null for the first page
 */
public record Sort(List<SortKey> keys, @Nullable List<@Nullable Object> after) {
    public static final Sort USUAL = new Sort(List.of(), null);
    /** The most columns to sort by. */
    public static final int KEYS_MAX = 8;

    public Sort {
        keys = List.copyOf(keys);
    }

    public static Sort by(List<SortKey> keys) {
        return new Sort(keys, null);
    }

    public boolean isUsual() {
        return keys.isEmpty();
    }

    /** As a URL has it: {@code -pm2_5,_time}. */
    public String text() {
        return keys.stream()
                .map(key -> (key.descending() ? "-" : "") + key.column())
                .collect(Collectors.joining(","));
    }

    /** What follows a row with these values. */
    public Sort following(List<@Nullable Object> values) {
        return new Sort(keys, new ArrayList<>(values));
    }

    /** Of the values in these columns. */
    public Comparator<List<@Nullable Object>> comparator() {
        return (one, other) -> {
            int order = 0;
            for (int i = 0; i < keys.size() && order == 0; i++) {
                order = nullsLast(keys.get(i).descending()).compare(one.get(i), other.get(i));
            }
            return order;
        };
    }

    private static Comparator<@Nullable Object> nullsLast(boolean descending) {
        Comparator<Object> rising = Sort::compare;
        return Comparator.nullsLast(descending ? rising.reversed() : rising);
    }

    /** Two values of one type, as servers have them in order: zero has no sign. */
    static int compare(Object one, Object other) {
        return one instanceof Double number
                ? Double.compare(number + 0.0, (Double) other + 0.0)
                : ValueOrder.compare(one, other);
    }
}
