package datalab.lab.geo;

/**
 * A range of cell ids and of time to look up in an index of cells.
 *
 * @param low the first id, inclusive
 * @param high the last id, inclusive; equal to {@code low} where this is one cell of the index's own level
 * @param fromMicros as of {@link PlaceAndTime}, as is {@code toMicros}
 */
public record CellRange(long low, long high, long fromMicros, long toMicros) {

    boolean isSameTime(CellRange other) {
        return fromMicros == other.fromMicros && toMicros == other.toMicros;
    }

    boolean isSameCells(CellRange other) {
        return low == other.low && high == other.high;
    }

    CellRange with(CellRange next) {
        return new CellRange(low, next.high, fromMicros, Math.max(toMicros, next.toMicros));
    }
}
