package datalab.lab.stream;

import datalab.lab.event.Event;
import org.jspecify.annotations.Nullable;

/**
 * One declared field of a stream.
 *
 * @param unit as people write it ({@code °C}, {@code µg/m³}); null where none was declared
 * @param min the least number, or the least length of a string in Unicode characters; null for no bound
 * @param max the greatest number, or the greatest length of a string in Unicode characters; null for no bound
 * @param generated whether ingest assigns the next number to an event without one; integers only
 * @param reference the stream whose events it refers to; null where it refers to none
 * @param asText whether a number stands in a JSON string at the lab's own paths; one in a string is then taken, too
 */
public record Field(
        String name,
        Type type,
        boolean required,
        @Nullable Double min,
        @Nullable Double max,
        @Nullable String unit,
        boolean generated,
        @Nullable Reference reference,
        boolean asText) {

    /** The greatest number a generated field can have: beyond it, doubles do not distinguish all integers. */
    public static final long GENERATED_MAX = (1L << 53) - 1;

    /** A field without anything that goes beyond itself. */
    public Field(
            String name,
            Type type,
            boolean required,
            @Nullable Double min,
            @Nullable Double max,
            @Nullable String unit) {
        this(name, type, required, min, max, unit, false, null, false);
    }

    /** The same field with other bounds. */
    public Field within(@Nullable Double least, @Nullable Double greatest) {
        return new Field(name, type, required, least, greatest, unit, generated, reference, asText);
    }

    /**
     * That a field holds what identifies an event of another stream, as a foreign key does.
     *
     * @param stream a stream of the same lab with one unique field, of the same type
     * @param keepsUnknown whether an event that refers to nothing is kept and marked, rather than refused
     */
    public record Reference(String stream, boolean keepsUnknown) {}

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
