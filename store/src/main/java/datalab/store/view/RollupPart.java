package datalab.store.view;

import datalab.lab.view.CoarserView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of the period of a rollup, and the view that its rows are read from.
 *
 * @param coarser the view that the query is of; null for the question's own
 */
record RollupPart(ViewQuery query, @Nullable CoarserView coarser) {

    /** The parts of a question in the order of its rows: the coarser view has its whole windows, the question's own all else. */
    static List<RollupPart> of(ViewQuery rows, @Nullable CoarserView coarser) {
        Instant from = coarser == null ? null : coarser.from(rows.from());
        Instant to = coarser == null ? null : coarser.to(rows.to());
        if (coarser == null || (from != null && to != null && !from.isBefore(to))) {
            return List.of(new RollupPart(rows, null));
        }
        List<RollupPart> parts = new ArrayList<>();
        if (from != null && !from.equals(rows.from())) {
            parts.add(new RollupPart(rows.between(rows.from(), from), null));
        }
        parts.add(new RollupPart(rows.of(coarser.fold()).between(from, to), coarser));
        if (to != null && !to.equals(rows.to())) {
            parts.add(new RollupPart(rows.between(to, rows.to()), null));
        }
        return rows.descending() ? parts.reversed() : parts;
    }

    /** A row of the query as one of the question's view. */
    ViewRow row(ViewRow read) {
        return coarser == null ? read : new ViewRow(coarser.key(read.key()), coarser.partial(read.partial()));
    }
}
