package datalab.store.postgres.views;

import datalab.lab.stream.EventStream;
import datalab.lab.view.View;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Rows of a view whose windows ended at or before its horizon, in the tables of all its definitions that are folded. */
public final class DeleteEndedRows {
    private DeleteEndedRows() {}

    /**
     * Deletes some of them. Rows that others are at are passed over, so that it waits for nobody while somebody waits for it.
     *
     * @param limit of partials
     */
    public static int delete(Handle handle, PartialTables tables, View view, EventStream stream, int limit) {
        List<PartialTable> definitions = ViewDefinition.folded(handle, view.lab(), view.stream()).stream()
                .filter(version -> version.name().equals(view.name()))
                .flatMap(version -> tables.find(version, stream).stream())
                .toList();
        int deleted = 0;
        for (PartialTable table : definitions) {
            deleted += delete(handle, table, limit - deleted);
        }
        return deleted;
    }

    private static int delete(Handle handle, PartialTable table, int limit) {
        return handle.createUpdate("""
                        delete from %1$s where ctid = any(array(
                            select ctid from %1$s where %2$s order by _window limit :limit for update skip locked))
                        """.formatted(table.name(), table.ended()))
                .bind("limit", limit)
                .execute();
    }
}
