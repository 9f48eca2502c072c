package datalab.store.postgres.schema;

import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import datalab.store.postgres.archive.ArchiveTable;
import datalab.store.postgres.archive.FlagDictionary;
import datalab.store.postgres.archive.RemovedFieldColumn;
import datalab.store.postgres.sql.ColumnComments;
import datalab.store.postgres.sql.PostgresCatalog;
import datalab.store.postgres.sql.PostgresCatalog.ExistingColumn;
import datalab.store.postgres.sql.SqlIdentifiers;
import datalab.store.postgres.sql.SqlType;
import datalab.store.result.IncompatibleChange;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jdbi.v3.core.Handle;

/**
 * Makes or extends the table of one stream. What fits already is left alone, so that nothing is locked at an ordinary start.
 */
final class PrepareStream {
    private final Handle handle;
    private final EventStream stream;
    private final Collection<String> lookups;
    private final String table;
    private final PostgresCatalog catalogue;

    /** @param lookups fields by whose values single events are queried */
    PrepareStream(Handle handle, EventStream stream, Collection<String> lookups) {
        this.handle = handle;
        this.stream = stream;
        this.lookups = lookups;
        this.table = SqlIdentifiers.table(stream);
        this.catalogue = new PostgresCatalog(handle);
    }

    /** The table as it is then. */
    ArchiveTable run() throws SQLException {
        FlagDictionary usual = FlagDictionary.prepare(handle, stream);
        if (catalogue.hasRelation(table)) {
            extend(usual);
        } else {
            create();
        }
        comment();
        if (stream.position() != null) {
            new PreparePositions(handle, stream).run();
        }
        new PrepareIndexes(handle, stream, lookups).run();
        return new ArchiveTable(stream, usual, RemovedFieldColumn.of(stream, catalogue.columns(table)));
    }

    /** Columns of eight bytes come first, then shorter ones, then those of any length, so that no room is left between. */
    private void create() {
        List<String> columns = new ArrayList<>();
        stream.fields().stream()
                .sorted(Comparator.comparing(PrepareStream::isShort))
                .forEach(field -> columns.add(definition(field)));
        int eights =
                (int) stream.fields().stream().filter(field -> !isShort(field)).count();
        columns.addAll(
                eights,
                List.of(
                        "_time timestamptz not null",
                        "_arrived timestamptz not null",
                        "_offset bigint not null",
                        "_partition int not null",
                        "_origin datalab.origin not null",
                        "_usual smallint"));
        columns.addAll(List.of("_extra jsonb", "_flags jsonb"));
        if (stream.time() != null) {
            columns.add(new TimeColumn(handle, stream).definition());
        }
        columns.add("constraint %s primary key (_partition, _offset)"
                .formatted(SqlIdentifiers.quoted("_" + stream.name() + "_at")));
        handle.execute("create table " + table + " (\n" + String.join(",\n", columns) + ")");
        new AdoptDeclaredFields(handle, stream).begin();
    }

    private static boolean isShort(Field field) {
        return field.type() == Field.Type.BOOLEAN || field.type() == Field.Type.STRING;
    }

    private void extend(FlagDictionary usual) throws SQLException {
        new RewriteArchive(handle, stream, usual).run(catalogue.columns(table));
        boolean changed = new TimeColumn(handle, stream).run(catalogue.columns(table));
        Map<String, ExistingColumn> existing = catalogue.columns(table);
        for (Field field : stream.fields()) {
            ExistingColumn column = existing.get(SqlIdentifiers.plainColumn(field.name()));
            if (column == null) {
                handle.execute("alter table " + table + " add column " + definition(field));
            } else if (!column.type().equals(SqlType.of(field.type()).sql())) {
                throw new IncompatibleChange("stream " + stream.topic() + ": " + field.name() + " is declared as "
                        + SqlType.of(field.type()).sql() + " but the archive keeps it as " + column.type()
                        + "; give the new field another name, or rename the old column of table " + table);
            }
        }
        changed |= new AdoptDeclaredFields(handle, stream).run();
        if (changed) {
            AdoptDeclaredFields.recompute(handle, stream);
        }
    }

    private static String definition(Field field) {
        return SqlIdentifiers.column(field.name()) + " "
                + SqlType.of(field.type()).sql();
    }

    private void comment() throws SQLException {
        Map<String, ExistingColumn> existing = catalogue.columns(table);
        for (Field field : stream.fields()) {
            ExistingColumn column = existing.get(SqlIdentifiers.plainColumn(field.name()));
            if (column != null && !Objects.equals(field.unit(), column.comment())) {
                ColumnComments.onColumn(handle, table, SqlIdentifiers.plainColumn(field.name()), field.unit());
            }
        }
    }
}
