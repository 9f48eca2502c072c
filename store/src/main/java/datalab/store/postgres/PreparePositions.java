package datalab.store.postgres;

import datalab.lab.geo.S2Cells;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.PositionFields;
import java.sql.SQLException;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** Makes the columns by which a stream's positions are found, and makes them anew where other fields are positions now. */
final class PreparePositions {
    private final Handle handle;
    private final String table;
    private final PositionFields position;
    private final Map<String, Catalogue.ExistingColumn> existing;

    PreparePositions(Handle handle, EventStream stream) {
        this.handle = handle;
        this.table = Names.table(stream);
        this.position = Candidate.position(stream);
        this.existing = new Catalogue(handle).columns(table);
    }

    void run() throws SQLException {
        String where = "%s, %s".formatted(position.latitude(), position.longitude());
        ensure(StreamTable.CELL, "bigint", "S2 cell of level %s of %s".formatted(S2Cells.LEVEL, where));
        Postgis postgis = Postgis.findOrInstall(handle).orElse(null);
        if (postgis != null) {
            ensure(StreamTable.POINT, point(postgis), "WGS 84 point of " + where);
        }
    }

    /** The comment says what a column was made from. */
    private void ensure(String column, String definition, String meaning) throws SQLException {
        Catalogue.ExistingColumn made = existing.get(column);
        if (made != null && meaning.equals(made.comment())) {
            return;
        }
        handle.execute("alter table %s drop column if exists %s, add column %s %s"
                .formatted(table, column, column, definition));
        Comments.onColumn(handle, table, column, meaning);
    }

    /** Archives from before the stream had positions may hold numbers that are none. */
    private String point(Postgis postgis) {
        String latitude = Names.column(position.latitude());
        String longitude = Names.column(position.longitude());
        return """
                %1$s(Point, 4326) generated always as (
                case when %2$s between -90 and 90 and %3$s between -180 and 180 then %4$s end) stored
                """.formatted(postgis.own("geography"), latitude, longitude, postgis.point(latitude, longitude));
    }
}
