package datalab.lab;

import org.jspecify.annotations.Nullable;

/**
 * One declared field of a stream.
 *
 * @param unit as people write it ({@code °C}, {@code µg/m³}); null where none was declared
 * @param min the least number, or the least length of a string in Unicode characters; null for no bound
 * @param max the greatest number, or the greatest length of a string in Unicode characters; null for no bound
 */
public record Field(
        String name,
        Type type,
        boolean required,
        @Nullable Double min,
        @Nullable Double max,
        @Nullable String unit) {

    /** The types a field can have, with the Java class of their values in {@link Event#value}. */
    public enum Type {
        /** {@link String}; SQL {@code text}. */
        STRING,
        /** {@link Double}, always finite; SQL {@code double precision}. */
        NUMBER,
        /** {@link Long}; SQL {@code bigint}. */
        INTEGER,
        /** {@link Boolean}; SQL {@code boolean}. */
        BOOLEAN,
        /** {@link java.time.Instant} to the microsecond; SQL {@code timestamptz}. */
        TIME
    }
}
