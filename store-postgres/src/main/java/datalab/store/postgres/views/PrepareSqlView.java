package datalab.store.postgres.views;

import datalab.lab.expression.Column;
import datalab.lab.view.View;
import datalab.store.postgres.connection.PostgresErrors;
import datalab.store.postgres.sql.ColumnComments;
import datalab.store.postgres.sql.PostgresCatalog;
import datalab.store.postgres.sql.RawStatements;
import datalab.store.postgres.sql.SqlIdentifiers;
import datalab.store.result.IncompatibleChange;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/** Makes the SQL view of a view, and makes it anew where what it should be has changed. */
final class PrepareSqlView {
    private static final String DEPENDENT_OBJECTS = "2BP01";
    /** PostgreSQL's {@code invalid_table_definition}. */
    private static final String OTHER_COLUMNS = "42P16";

    private static final String BEFORE = "before_view";

    private final Handle handle;
    private final View view;
    private final String name;

    PrepareSqlView(Handle handle, View view) {
        this.handle = handle;
        this.view = view;
        this.name = SqlIdentifiers.relation(view.lab(), view.name());
    }

    void run(PartialTable table) throws SQLException {
        String sql = ViewSql.of(table);
        if (!isThere(table.id(), sql)) {
            make(table, sql);
        }
        comment(table);
    }

    private void make(PartialTable table, String sql) throws SQLException {
        if (!isReplaced(sql)) {
            drop(handle, view.lab(), view.name());
            RawStatements.execute(handle, sql);
        }
        handle.createUpdate("update datalab.views set sql_view = :sql where id = :id")
                .bind("sql", sql)
                .bind("id", table.id())
                .execute();
    }

    /** One with the same columns is replaced, and objects that are built on it stay. */
    private boolean isReplaced(String sql) throws SQLException {
        handle.savepoint(BEFORE);
        try {
            RawStatements.execute(handle, sql);
            handle.releaseSavepoint(BEFORE);
            return true;
        } catch (SQLException e) {
            if (!OTHER_COLUMNS.equals(e.getSQLState())) {
                throw e;
            }
            handle.rollbackToSavepoint(BEFORE);
            return false;
        }
    }

    /** Another unit is no other view, so it may have changed alone. */
    private void comment(PartialTable table) throws SQLException {
        String origins = "folded from events that are " + String.join(" or ", view.originNames());
        ColumnComments.onView(handle, name, origins);
        Map<String, PostgresCatalog.ExistingColumn> existing = new PostgresCatalog(handle).columns(name);
        for (Column column : table.fold().columns()) {
            PostgresCatalog.ExistingColumn shown = existing.get(column.name());
            if (shown != null && !Objects.equals(column.unit(), shown.comment())) {
                ColumnComments.onColumn(handle, name, column.name(), column.unit());
            }
        }
    }

    /** {@link IncompatibleChange} if other database objects depend on it. */
    static void drop(Handle handle, String lab, String view) {
        String name = SqlIdentifiers.relation(lab, view);
        try {
            handle.execute("drop view if exists " + name);
        } catch (UnableToExecuteStatementException e) {
            if (PostgresErrors.isState(e, DEPENDENT_OBJECTS)) {
                throw new IncompatibleChange("view " + lab + "." + view + " cannot be changed or dropped: other objects"
                        + " of the database are built on SQL view " + name + "; drop those first");
            }
            throw e;
        }
    }

    private boolean isThere(int id, String sql) {
        boolean same = handle.createQuery("select sql_view is not distinct from :sql from datalab.views where id = :id")
                .bind("sql", sql)
                .bind("id", id)
                .mapTo(Boolean.class)
                .one();
        return same && new PostgresCatalog(handle).hasRelation(name);
    }
}
