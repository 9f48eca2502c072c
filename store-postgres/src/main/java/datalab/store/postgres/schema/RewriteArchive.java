package datalab.store.postgres.schema;

import datalab.lab.stream.EventStream;
import datalab.store.postgres.archive.FlagDictionary;
import datalab.store.postgres.sql.PostgresCatalog;
import datalab.store.postgres.sql.PostgresCatalog.ExistingColumn;
import datalab.store.postgres.sql.RawStatements;
import datalab.store.postgres.sql.SqlIdentifiers;
import datalab.store.postgres.sql.SqlType;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the archive of a DataLab before 0.2 anew, in the form that takes less than half the room: numbers for usual flags,
 * the origin in four bytes, and one time. It happens once, in the transaction of the start.
 */
final class RewriteArchive {
    private static final Logger logger = LoggerFactory.getLogger(RewriteArchive.class);

    private static final String SAVEPOINT = "before_rewrite";
    private static final String DEPENDENT_OBJECTS = "2BP01";
    /** A view or rule uses a column whose type would change. */
    private static final String USED_BY_A_VIEW = "0A000";

    private final Handle handle;
    private final EventStream stream;
    private final String table;
    private final FlagDictionary usual;

    RewriteArchive(Handle handle, EventStream stream, FlagDictionary usual) {
        this.handle = handle;
        this.stream = stream;
        this.table = SqlIdentifiers.table(stream);
        this.usual = usual;
    }

    /** Does nothing to a table that has its form. */
    void run(Map<String, ExistingColumn> existing) throws SQLException {
        handle.execute("alter table " + table + " add column if not exists _usual smallint");
        ExistingColumn origin = existing.get("_origin");
        if (origin == null || !origin.type().equals(SqlType.TEXT.sql())) {
            return;
        }
        long before = bytes();
        logger.atWarn()
                .addKeyValue("topic", stream.topic())
                .addKeyValue("bytes", before)
                .log("writing the archive anew so that it takes less room, once; the start waits for it");
        handle.savepoint(SAVEPOINT);
        try {
            rewrite(existing);
            logger.atWarn()
                    .addKeyValue("topic", stream.topic())
                    .addKeyValue("bytes", bytes())
                    .log("wrote the archive anew");
        } catch (SQLException e) {
            if (!DEPENDENT_OBJECTS.equals(e.getSQLState()) && !USED_BY_A_VIEW.equals(e.getSQLState())) {
                throw e;
            }
            handle.rollbackToSavepoint(SAVEPOINT);
            logger.atWarn()
                    .addKeyValue("topic", stream.topic())
                    .addKeyValue("reason", String.valueOf(e.getMessage()))
                    .log("the archive keeps its old form and takes more room: views of your own are built on it; drop"
                            + " those, start again, and make them anew");
        }
    }

    private void rewrite(Map<String, ExistingColumn> existing) throws SQLException {
        for (String index : new PostgresCatalog(handle).indexes(SqlIdentifiers.schema(stream.lab()), stream.name())) {
            if (PrepareIndexes.isOwn(
                    stream, index)) { // those that are wanted are made once everything is where it belongs
                RawStatements.execute(
                        handle,
                        "drop index " + SqlIdentifiers.quoted(SqlIdentifiers.schema(stream.lab())) + "."
                                + SqlIdentifiers.quoted(index));
            }
        }
        String time = stream.time() == null ? "" : SqlIdentifiers.plainColumn(stream.time());
        ExistingColumn column = existing.get(time);
        if (column != null && column.made() == PostgresCatalog.Made.STORED && TimeColumn.isVirtual(handle)) {
            RawStatements.execute(handle, "alter table " + table + " drop column " + SqlIdentifiers.quoted(time));
        }
        RawStatements.execute(handle, "alter table " + table + " " + String.join(", ", changes()));
    }

    /** All are computed from the original row, in one pass. */
    private List<String> changes() {
        List<String> changes = new ArrayList<>();
        changes.add("alter column _origin type datalab.origin using _origin::datalab.origin");
        if (!usual.numbers().isEmpty()) {
            StringBuilder number = new StringBuilder("case _flags");
            usual.numbers()
                    .forEach((flags, value) -> number.append(" when '")
                            .append(flags.replace("'", "''"))
                            .append("'::jsonb then ")
                            .append(value));
            number.append(" end");
            changes.add("alter column _usual type smallint using (" + number + ")");
            changes.add("alter column _flags type jsonb using (case when (" + number + ") is null then _flags end)");
        }
        return changes;
    }

    private long bytes() {
        return handle.createQuery("select pg_total_relation_size(:table::regclass)")
                .bind("table", table)
                .mapTo(Long.class)
                .one();
    }
}
