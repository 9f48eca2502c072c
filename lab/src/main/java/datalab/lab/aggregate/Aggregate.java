package datalab.lab.aggregate;

import java.util.List;

/**
 * One aggregate of a view: a commutative monoid over the events of a row. Expressions are CEL over the stream's fields; a
 * plain field name is the usual case. Events for which an expression has no value (null) do not count.
 */
public sealed interface Aggregate {

    /** The column (or, for {@link KeepLast}, the marker) this aggregate is presented under. */
    String name();

    /** The number of events. */
    record Count(String name) implements Aggregate {}

    record Sum(String name, String expression) implements Aggregate {}

    record Avg(String name, String expression) implements Aggregate {}

    record Min(String name, String expression) implements Aggregate {}

    record Max(String name, String expression) implements Aggregate {}

    /** The sample standard deviation (n − 1); null below two events. */
    record Stddev(String name, String expression) implements Aggregate {}

    /** The value of the earliest event; ties go to the lowest partition and offset. */
    record First(String name, String expression) implements Aggregate {}

    /** The value of the latest event; ties go to the highest partition and offset. */
    record Last(String name, String expression) implements Aggregate {}

    /**
     * The fields of the event with the greatest value of {@code by}, as a JSON object; ties go to the earlier event time,
     * then to the lowest partition and offset.
     */
    record MaxBy(String name, String by, List<String> fields) implements Aggregate {
        public MaxBy {
            fields = List.copyOf(fields);
        }
    }

    /** As {@link MaxBy}, with the least value. */
    record MinBy(String name, String by, List<String> fields) implements Aggregate {
        public MinBy {
            fields = List.copyOf(fields);
        }
    }

    /** About how many different values there are (HLL, 2^12 buckets: relative error 1.6 % at one sigma). */
    record Distinct(String name, String expression) implements Aggregate {}

    /** About the value below which a fraction of the values lies (KLL, k = 200: rank error 1.33 %). */
    record Quantile(String name, String expression, double fraction) implements Aggregate {}

    /**
     * The most frequent values and their counts, as a JSON array of {@code {"value":…,"count":…}}, the most frequent
     * first and the lower of two equally frequent ones before the other. Exact up to 1,024 different values in a row; with
     * more, a count may be too low by 0.2 % of the row's events. Long texts count as their first characters.
     */
    record Top(String name, String expression, int values) implements Aggregate {
        /** More cannot be asked for. */
        public static final int VALUES_MAX = 100;

        /** What of a text counts. */
        static final int CHARACTERS_MAX = 500;
    }

    /** How many seconds lie in any of the intervals from an event's time to that of {@code until}. */
    record Covered(String name, String until) implements Aggregate {}

    /** {@code keep: last}: all fields of the latest event, each as a column of its own; ties as in {@link Last}. */
    record KeepLast(String name) implements Aggregate {}
}
