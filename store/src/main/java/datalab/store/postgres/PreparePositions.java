package datalab.store.postgres;

import datalab.lab.EventStream;
import datalab.lab.Position;
import datalab.lab.geo.Cells;
import java.sql.SQLException;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** Makes the columns by which a stream's positions are found, and makes them anew where other fields are positions now. */
final class PreparePositions {
    private final Handle handle;
    private final String table;
    private final Position position;
    private final Catalogue catalogue;

    PreparePositions(Handle handle, EventStream stream) {
        this.handle = handle;
        this.table = Names.table(stream);
        this.position = Candidate.position(stream);
        this.catalogue = new Catalogue(handle);
    }

    void run() throws SQLException {
        Map<String, Catalogue.ExistingColumn> existing = catalogue.columns(table);
        Catalogue.ExistingColumn cell = existing.get(StreamTable.CELL);
        if (cell != null && !meaning().equals(cell.comment())) {
            handle.execute("alter table %s drop column %s".formatted(table, StreamTable.CELL));
            cell = null;
        }
        if (cell == null) {
            handle.execute("alter table %s add column %s bigint".formatted(table, StreamTable.CELL));
            Comments.onColumn(handle, table, StreamTable.CELL, meaning());
        }
    }

    private String meaning() {
        return "S2 cell of level %d of %s, %s".formatted(Cells.LEVEL, position.latitude(), position.longitude());
    }
}
