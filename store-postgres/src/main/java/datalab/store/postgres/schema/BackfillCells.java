package datalab.store.postgres.schema;

import datalab.lab.geo.S2Cells;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.PositionFields;
import datalab.store.postgres.archive.ArchiveTable;
import datalab.store.postgres.sql.NumberArray;
import datalab.store.postgres.sql.SqlIdentifiers;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Gives events that were archived before their stream had positions the cells they lie in, a bounded part at a time. */
public final class BackfillCells {
    /** How many events one transaction changes. */
    static final int STEP_ROWS = 10_000;

    private final Handle handle;
    private final String table;
    private final String latitude;
    private final String longitude;

    public BackfillCells(Handle handle, EventStream stream) {
        PositionFields position = ArchiveTable.position(stream);
        this.handle = handle;
        this.table = SqlIdentifiers.table(stream);
        this.latitude = SqlIdentifiers.column(position.latitude());
        this.longitude = SqlIdentifiers.column(position.longitude());
    }

    private record Row(int partition, long offset, long cell) {}

    /** Fills in some; says how many. */
    public int step() {
        PrepareLab.lock(handle);
        handle.execute("set local enable_seqscan = off"); // mostly there is nothing to do, as the index tells at once
        List<Row> rows = handle.createQuery("""
                        select _partition, _offset, %1$s, %2$s from %3$s
                        where _cell is null and %1$s between -90 and 90 and %2$s between -180 and 180 limit :limit
                        """.formatted(latitude, longitude, table))
                .bind("limit", STEP_ROWS)
                .map((row, context) ->
                        new Row(row.getInt(1), row.getLong(2), S2Cells.of(row.getDouble(3), row.getDouble(4))))
                .list();
        if (rows.isEmpty()) {
            return 0;
        }
        return handle.createUpdate("""
                        update %s as archived set _cell = filled.cell
                        from unnest(:partitions, :offsets, :cells) as filled (partition, "offset", cell)
                        where archived._partition = filled.partition::int and archived._offset = filled."offset"
                        """.formatted(table))
                .bind("partitions", NumberArray.ofLongs(rows, Row::partition))
                .bind("offsets", NumberArray.ofLongs(rows, Row::offset))
                .bind("cells", NumberArray.ofLongs(rows, Row::cell))
                .execute();
    }
}
