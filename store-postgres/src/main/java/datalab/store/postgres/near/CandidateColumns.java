package datalab.store.postgres.near;

import datalab.lab.stream.EventStream;
import datalab.lab.stream.PositionFields;
import datalab.store.archive.EventQuery;
import datalab.store.near.NearCandidate;
import datalab.store.near.NearQuery;
import datalab.store.postgres.archive.ArchiveTable;
import datalab.store.postgres.ledger.HorizonRow;
import datalab.store.postgres.sql.SqlIdentifiers;
import datalab.store.postgres.sql.SqlType;
import datalab.store.postgres.sql.WhereClause;
import datalab.store.retention.Retained;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.StatementCustomizer;
import org.postgresql.PGStatement;

/** How a {@link NearCandidate} is queried and read. */
final class CandidateColumns {
    /** For the driver: numbers and times in binary from the first time on. */
    private static final int BINARY_AT_ONCE = -1;

    private CandidateColumns() {}

    /** What {@link #read} needs, for a select. */
    static String columns(EventStream stream) {
        PositionFields position = ArchiveTable.position(stream);
        return "_time, _partition, _offset, " + SqlIdentifiers.column(position.latitude()) + ", "
                + SqlIdentifiers.column(position.longitude());
    }

    /** What a question says of fields, as conditions, and that nothing is shown from before the horizon of this snapshot. */
    static WhereClause conditions(Handle handle, NearQuery query) {
        ArchiveTable table = new ArchiveTable(query.stream());
        WhereClause where = new WhereClause();
        HorizonRow.of(handle, Retained.of(query.stream()))
                .ifPresent(horizon -> where.and("_time + interval '0' >= ?", horizon)); // by no index of times
        query.where().forEach((field, filter) -> where.and(table.column(field), table.type(field), filter));
        query.except().forEach((field, value) -> {
            table.type(field); // refuses a field that is not the stream's
            where.and(table.column(field) + " is distinct from ?", value);
        });
        return where;
    }

    static Query binary(Query query) {
        return query.addCustomizer(new StatementCustomizer() {
            @Override
            public void beforeExecution(PreparedStatement statement, StatementContext context) throws SQLException {
                statement.unwrap(PGStatement.class).setPrepareThreshold(BINARY_AT_ONCE);
            }
        });
    }

    static NearCandidate read(ResultSet row) throws SQLException {
        EventQuery.Position at = new EventQuery.Position(SqlType.timeOf(row, 1), row.getInt(2), row.getLong(3));
        return new NearCandidate(at, degrees(row, 4), degrees(row, 5));
    }

    private static double degrees(ResultSet row, int column) throws SQLException {
        double degrees = row.getDouble(column);
        return row.wasNull() ? Double.NaN : degrees;
    }
}
