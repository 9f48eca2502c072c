package datalab.lab.geo;

import com.google.common.geometry.S2CellId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A set of cell ranges that covers the surroundings of many positions, for a lookup in an index of cells. The ranges are
 * disjoint, in ascending order, and of one level: each is one cell where that is {@link S2Cells#LEVEL}.
 *
 * @param level of the cells: the coarser, the more is found that is not near
 */
public record S2Covering(int level, List<CellRange> ranges) {
    private static final Comparator<CellRange> ORDER =
            Comparator.comparingLong(CellRange::low).thenComparingLong(CellRange::fromMicros);

    /** Ids of leaf cells are odd. */
    private static final int NEXT_LEAF = 2;

    /**
     * Around places, so far as to find all within these metres.
     *
     * @param rangesMax how many ranges there may be; where fine cells need more, coarser ones are taken, down to the six
     *     faces of the earth
     */
    public static S2Covering around(List<PlaceAndTime> places, double metres, int rangesMax) {
        int level = S2Cells.levelOf(metres);
        List<CellRange> ranges = ranges(places, metres, level, rangesMax);
        while (ranges == null) {
            level--;
            ranges = ranges(places, metres, level, rangesMax);
        }
        return new S2Covering(level, ranges);
    }

    public boolean isSingleCells() {
        return level == S2Cells.LEVEL;
    }

    /** Whether discs of this radius are searched by single cells, as long as there are not too many. */
    public static boolean isOfSingleCells(double metres) {
        return S2Cells.levelOf(metres) == S2Cells.LEVEL;
    }

    private static @Nullable List<CellRange> ranges(
            List<PlaceAndTime> places, double metres, int level, int rangesMax) {
        List<CellRange> ranges = new ArrayList<>();
        for (PlaceAndTime place : places) {
            S2Cells.within(metres, place, level, cell -> ranges.add(range(cell, level, place)));
            if (ranges.size() > 2 * rangesMax && level > 0) {
                mergeTimes(ranges);
                if (ranges.size() > rangesMax) {
                    return null;
                }
            }
        }
        mergeTimes(ranges);
        if (level < S2Cells.LEVEL) {
            mergeCells(ranges);
        }
        return ranges.size() > rangesMax && level > 0 ? null : ranges;
    }

    private static CellRange range(long cell, int level, PlaceAndTime place) {
        S2CellId id = new S2CellId(cell);
        long low = level == S2Cells.LEVEL ? cell : id.rangeMin().id();
        long high = level == S2Cells.LEVEL ? cell : id.rangeMax().id();
        return new CellRange(low, high, place.fromMicros(), place.toMicros());
    }

    /** Sorts, and makes one of those of the same cells whose times overlap. */
    private static void mergeTimes(List<CellRange> ranges) {
        ranges.sort(ORDER);
        merge(ranges, (last, next) -> last.isSameCells(next) && next.fromMicros() <= last.toMicros());
    }

    /** Makes one of those whose cells touch. */
    private static void mergeCells(List<CellRange> ranges) {
        merge(ranges, (last, next) -> last.high() + NEXT_LEAF == next.low() && last.isSameTime(next));
    }

    private static void merge(List<CellRange> ranges, BiPredicate<CellRange, CellRange> areOne) {
        int kept = 0;
        for (int i = 1; i < ranges.size(); i++) {
            CellRange last = ranges.get(kept);
            CellRange next = ranges.get(i);
            if (areOne.test(last, next)) {
                ranges.set(kept, last.with(next));
            } else {
                kept++;
                ranges.set(kept, next);
            }
        }
        if (!ranges.isEmpty()) {
            ranges.subList(kept + 1, ranges.size()).clear();
        }
    }
}
