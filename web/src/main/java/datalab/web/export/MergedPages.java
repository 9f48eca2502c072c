package datalab.web.export;

import datalab.store.result.BoundedRows;
import datalab.store.view.RollupQuery;
import datalab.store.view.ViewQuery;
import datalab.store.view.ViewRow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** All merged rows of a question of one moment, a page in memory at a time. Owned by one thread. */
final class MergedPages implements Export.Rows<ViewRow> {
    private static final int PAGE_ROWS = 10_000;

    private final RollupQuery asked;
    private final Function<RollupQuery, BoundedRows<ViewRow>> read;
    private @Nullable BoundedRows<ViewRow> first;

    /** @param read a page, or the problem that there is none */
    MergedPages(RollupQuery asked, Function<RollupQuery, BoundedRows<ViewRow>> read) {
        this.asked = asked.withLimit(PAGE_ROWS);
        this.read = read;
    }

    @Override
    public void begin() {
        first = read.apply(asked);
    }

    /**
     * About how many there are: exactly where the first page has all; else as if there were as many in a time as in its windows.
     * Empty before the first page is read, and where it tells nothing of the others.
     */
    OptionalLong estimate() {
        if (first == null) {
            return OptionalLong.empty();
        }
        List<ViewRow> rows = first.rows();
        if (isLast(first)) {
            return OptionalLong.of(rows.size());
        }
        ViewQuery wanted = asked.wanted();
        Instant begin = rows.getFirst().key().windowStart();
        Instant end = rows.getLast().key().windowStart();
        if (!wanted.sort().isUsual() || wanted.latest() > 0 || begin == null || end == null || begin.equals(end)) {
            return OptionalLong.empty();
        }
        long whole = rows.stream()
                .takeWhile(row -> !end.equals(row.key().windowStart()))
                .count();
        double windows = seconds(begin, farEnd(wanted)) / seconds(begin, end);
        return OptionalLong.of(Math.max(rows.size(), Math.round(whole * windows)));
    }

    /** The window that the last row is in, or one beyond it where rows are chosen by what they show. */
    private @Nullable Instant farEnd(ViewQuery wanted) {
        ViewQuery last = wanted.plain(!wanted.descending()).ofGroups().withLimit(1);
        return read.apply(asked.of(last)).rows().getFirst().key().windowStart();
    }

    private static double seconds(Instant one, @Nullable Instant other) {
        return Math.abs(Duration.between(one, Objects.requireNonNull(other)).toSeconds());
    }

    @Override
    public void each(Predicate<ViewRow> each) {
        RollupQuery next = asked;
        BoundedRows<ViewRow> page = first == null ? read.apply(next) : first;
        first = null;
        while (page.rows().stream().allMatch(each) && !isLast(page)) {
            next = next.following(page.rows().getLast());
            page = read.apply(next);
        }
    }

    private static boolean isLast(BoundedRows<ViewRow> page) {
        return !page.isCut() && page.rows().size() < PAGE_ROWS;
    }
}
