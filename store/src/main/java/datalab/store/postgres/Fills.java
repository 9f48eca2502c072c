package datalab.store.postgres;

import datalab.lab.EventStream;
import datalab.lab.view.Partial;
import datalab.lab.view.RowKey;
import datalab.store.ViewGap;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** What views have not folded of the archive yet, in {@code datalab.view_gaps}, and the steps that close it. */
final class Fills {
    private Fills() {}

    static List<ViewGap> gaps(Handle handle, String lab) {
        return handle.createQuery("""
                        select view.name, gap.partition, gap.filled_to, progress.next_offset, progress.epoch
                        from datalab.view_gaps as gap
                        join datalab.views as view on view.id = gap.view_id and view.retired is null
                        join datalab.progress as progress on progress.lab = view.lab
                            and progress.stream = view.stream and progress.partition = gap.partition
                        where view.lab = :lab order by view.id, gap.partition
                        """)
                .bind("lab", lab)
                .map((row, context) ->
                        new ViewGap(row.getString(1), row.getInt(2), row.getLong(3), row.getLong(4), row.getLong(5)))
                .list();
    }

    static boolean fill(Handle handle, ViewTable table, Step step, Map<RowKey, Partial> partials) throws SQLException {
        ViewGap gap = step.gap();
        ProgressRow now = ProgressRow.lock(handle, step.stream(), gap.partition());
        if (now.nextOffset() != gap.until() || now.epoch() != gap.epoch() || !move(handle, table.id(), step)) {
            return false;
        }
        new UpsertPartials(table, gap.partition(), gap.epoch()).run(handle, partials);
        return true;
    }

    /** A step of a fill: the gap as it was read, and the offset below which the view has everything afterwards. */
    record Step(EventStream stream, ViewGap gap, long next) {}

    private static boolean move(Handle handle, int viewId, Step step) {
        int moved = handle.createUpdate("""
                        update datalab.view_gaps set filled_to = :next
                        where view_id = :view and partition = :partition and filled_to = :from
                        """)
                .bind("view", viewId)
                .bind("partition", step.gap().partition())
                .bind("from", step.gap().from())
                .bind("next", step.next())
                .execute();
        if (moved == 1 && step.next() >= step.gap().until()) {
            close(handle, viewId, step.gap().partition());
        }
        return moved == 1;
    }

    private static void close(Handle handle, int viewId, int partition) {
        handle.createUpdate("delete from datalab.view_gaps where view_id = :view and partition = :partition")
                .bind("view", viewId)
                .bind("partition", partition)
                .execute();
    }
}
