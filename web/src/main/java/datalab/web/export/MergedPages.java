package datalab.web.export;

import datalab.store.result.BoundedRows;
import datalab.store.view.RollupQuery;
import datalab.store.view.ViewRow;
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

    @Override
    public void each(Predicate<ViewRow> each) {
        RollupQuery next = asked;
        BoundedRows<ViewRow> page = first == null ? read.apply(next) : first;
        first = null;
        while (page.rows().stream().allMatch(each)
                && (page.isCut() || page.rows().size() == PAGE_ROWS)) {
            next = next.following(page.rows().getLast());
            page = read.apply(next);
        }
    }
}
