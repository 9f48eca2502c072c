package datalab.store.postgres.schema;

import datalab.lab.stream.EventStream;
import datalab.store.postgres.connection.PostgresErrors;
import datalab.store.postgres.sql.PostgresCatalog;
import datalab.store.postgres.sql.SqlIdentifiers;
import datalab.store.postgres.sql.SqlType;
import datalab.store.result.IncompatibleChange;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jspecify.annotations.Nullable;

/**
 * The column that gives a stream's event time the name that lab.yaml gives it, beside {@code _time}. Where it has another name
 * by now, the former column keeps the times of the events archived so far.
 */
final class TimeColumn {
    /** From which on PostgreSQL generates columns when they are read, so that they take no room. */
    private static final int VIRTUAL_SINCE = 180_000;

    private static final String DEPENDENT_OBJECTS = "2BP01";

    private final Handle handle;
    private final EventStream stream;
    private final String table;
    private final @Nullable String declared;

    TimeColumn(Handle handle, EventStream stream) {
        this.handle = handle;
        this.stream = stream;
        this.table = SqlIdentifiers.table(stream);
        this.declared = stream.time() == null ? null : SqlIdentifiers.plainColumn(stream.time());
    }

    /** Of a table that is made. */
    String definition() {
        String form = isVirtual(handle) ? "virtual" : "stored";
        return SqlIdentifiers.column(String.valueOf(stream.time())) + " timestamptz generated always as (_time) "
                + form;
    }

    static boolean isVirtual(Handle handle) {
        return handle.createQuery("select current_setting('server_version_num')::int")
                        .mapTo(Integer.class)
                        .one()
                >= VIRTUAL_SINCE;
    }

    /** Makes it what it should be; true where events have got other times. */
    boolean run(Map<String, PostgresCatalog.ExistingColumn> existing) {
        existing.forEach((name, column) -> {
            if (column.isGenerated() && !name.startsWith("_") && !name.equals(declared)) {
                keepFormer(name, column);
            }
        });
        if (declared == null) {
            return false;
        }
        PostgresCatalog.ExistingColumn column = existing.get(declared);
        if (column == null) {
            handle.execute("alter table " + table + " add column " + definition());
            return false;
        }
        if (!column.type().equals(SqlType.TIME.sql())) {
            throw new IncompatibleChange("stream " + stream.topic() + ": " + declared
                    + " is declared as the time but the archive keeps it as " + column.type()
                    + "; give the time field another name, or rename the old column of table " + table);
        }
        return !column.isGenerated() && takeTimesFrom(declared);
    }

    /** Its values stay, and new events have none. */
    private void keepFormer(String name, PostgresCatalog.ExistingColumn column) {
        String quoted = SqlIdentifiers.quoted(name);
        if (column.made() == PostgresCatalog.Made.VIRTUAL) {
            drop(name);
            handle.execute("alter table %s add column %s timestamptz generated always as (_time) stored"
                    .formatted(table, quoted));
        }
        handle.execute("alter table %s alter column %s drop expression".formatted(table, quoted));
    }

    /** What was a field of times is the event time now. */
    private boolean takeTimesFrom(String field) {
        String quoted = SqlIdentifiers.quoted(field);
        boolean differs = handle.createQuery(
                        "select exists (select from %s where %s <> _time)".formatted(table, quoted))
                .mapTo(Boolean.class)
                .one();
        if (differs) {
            handle.execute("alter table %1$s alter column _time type timestamptz using coalesce(%2$s, _time)"
                    .formatted(table, quoted));
        }
        drop(field);
        handle.execute("alter table " + table + " add column " + definition());
        return differs;
    }

    private void drop(String column) {
        try {
            handle.execute("alter table %s drop column %s".formatted(table, SqlIdentifiers.quoted(column)));
        } catch (UnableToExecuteStatementException e) {
            if (PostgresErrors.isState(e, DEPENDENT_OBJECTS)) {
                throw new IncompatibleChange("stream " + stream.topic() + ": the time field cannot be changed: other"
                        + " objects of the database are built on column " + column + " of " + table
                        + "; drop those first");
            }
            throw e;
        }
    }
}
