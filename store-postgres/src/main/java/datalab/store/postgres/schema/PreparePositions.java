package datalab.store.postgres.schema;

import datalab.lab.geo.S2Cells;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.PositionFields;
import datalab.store.postgres.archive.ArchiveTable;
import datalab.store.postgres.near.Postgis;
import datalab.store.postgres.sql.ColumnComments;
import datalab.store.postgres.sql.PostgresCatalog;
import datalab.store.postgres.sql.SqlIdentifiers;
import java.sql.SQLException;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** Makes the columns by which a stream's positions are found, and makes them anew where other fields are positions now. */
final class PreparePositions {
    private final Handle handle;
    private final String table;
    private final PositionFields position;
    private final Map<String, PostgresCatalog.ExistingColumn> existing;

    PreparePositions(Handle handle, EventStream stream) {
        this.handle = handle;
        this.table = SqlIdentifiers.table(stream);
        this.position = ArchiveTable.position(stream);
        this.existing = new PostgresCatalog(handle).columns(table);
    }

    void run() throws SQLException {
        String where = "%s, %s".formatted(position.latitude(), position.longitude());
        ensure(ArchiveTable.CELL, "bigint", "S2 cell of level %s of %s".formatted(S2Cells.LEVEL, where));
        Postgis postgis = Postgis.findOrInstall(handle).orElse(null);
        if (postgis != null) {
            ensure(ArchiveTable.POINT, point(postgis), "WGS 84 point of " + where);
        }
    }

    /** The comment says what a column was made from. */
    private void ensure(String column, String definition, String meaning) throws SQLException {
        PostgresCatalog.ExistingColumn made = existing.get(column);
        if (made != null && meaning.equals(made.comment())) {
            return;
        }
        handle.execute("alter table %s drop column if exists %s, add column %s %s"
                .formatted(table, column, column, definition));
        ColumnComments.onColumn(handle, table, column, meaning);
    }

    /** Archives from before the stream had positions may hold numbers that are none. */
    private String point(Postgis postgis) {
        String latitude = SqlIdentifiers.column(position.latitude());
        String longitude = SqlIdentifiers.column(position.longitude());
        return """
                %1$s(Point, 4326) generated always as (
                case when %2$s between -90 and 90 and %3$s between -180 and 180 then %4$s end) stored
                """.formatted(postgis.own("geography"), latitude, longitude, postgis.point(latitude, longitude));
    }
}
