package datalab.store.postgres;

import datalab.lab.EventStream;
import datalab.lab.Field;
import datalab.store.IncompatibleChange;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/**
 * Makes or extends the table of one stream. What fits already is left alone, so that nothing is locked at an ordinary start.
 */
final class PrepareStream {
    private final Handle handle;
    private final EventStream stream;
    private final List<String> lookups;
    private final StreamTable table;
    private final Catalogue catalogue;

    /** @param lookups fields by whose values single events are asked for */
    PrepareStream(Handle handle, EventStream stream, Collection<String> lookups) {
        this.lookups = lookups.stream()
                .filter(field -> !field.equals(stream.key()) && !stream.unique().equals(List.of(field)))
                .toList();
        this.handle = handle;
        this.stream = stream;
        this.table = new StreamTable(stream);
        this.catalogue = new Catalogue(handle);
    }

    void run() throws SQLException {
        if (catalogue.hasRelation(table.name())) {
            extend();
        } else {
            create();
        }
        comment();
        if (stream.position() != null) {
            new PreparePositions(handle, stream).run();
        }
        index();
    }

    private void create() {
        String columns = columns().entrySet().stream()
                .map(column -> definition(column.getKey(), column.getValue()) + ",\n")
                .collect(Collectors.joining());
        handle.execute("""
                create table %s (
                %s_time timestamptz not null,
                _arrived timestamptz not null,
                _origin text not null,
                _partition int not null,
                _offset bigint not null,
                _extra jsonb,
                _flags jsonb,
                constraint %s primary key (_partition, _offset))
                """.formatted(table.name(), columns, Names.quoted("_" + stream.name() + "_at")));
    }

    private void extend() {
        Map<String, Catalogue.ExistingColumn> existing = catalogue.columns(table.name());
        columns().forEach((name, type) -> {
            Catalogue.ExistingColumn column = existing.get(name);
            if (column == null) {
                handle.execute("alter table " + table.name() + " add column " + definition(name, type));
            } else if (!column.type().equals(type)) {
                throw new IncompatibleChange("stream " + stream.topic() + ": " + name + " is declared as " + type
                        + " but the archive keeps it as " + column.type()
                        + "; give the new field another name, or rename the old column of table " + table.name());
            }
        });
    }

    /** Names and types of the columns that lab.yaml declares; the time column follows {@code _time}. */
    private Map<String, String> columns() {
        Map<String, String> columns = new LinkedHashMap<>();
        if (stream.time() != null) {
            columns.put(Names.plainColumn(stream.time()), SqlType.TIME.sql() + " generated");
        }
        for (Field field : stream.fields()) {
            columns.put(
                    Names.plainColumn(field.name()), SqlType.of(field.type()).sql());
        }
        return columns;
    }

    private static String definition(String name, String type) {
        return Names.quoted(name) + " "
                + (type.endsWith(" generated") ? "timestamptz generated always as (_time) stored" : type);
    }

    private void comment() throws SQLException {
        Map<String, Catalogue.ExistingColumn> existing = catalogue.columns(table.name());
        for (Field field : stream.fields()) {
            Catalogue.ExistingColumn column = existing.get(Names.plainColumn(field.name()));
            if (field.unit() != null && column != null && !field.unit().equals(column.comment())) {
                Comments.onColumn(handle, table.name(), Names.plainColumn(field.name()), field.unit());
            }
        }
    }

    private void index() {
        Map<String, String> wanted = indexes();
        Set<String> existing = catalogue.indexes(Names.schema(stream.lab()), stream.name());
        for (String name : existing) {
            if (!wanted.containsKey(name) && !name.equals("_" + stream.name() + "_at") && name.startsWith("_")) {
                handle.execute("drop index " + Names.quoted(Names.schema(stream.lab())) + "." + Names.quoted(name));
            }
        }
        wanted.forEach((name, definition) -> {
            if (!existing.contains(name)) {
                createIndex(name, definition);
            }
        });
    }

    private Map<String, String> indexes() {
        Map<String, String> indexes = new LinkedHashMap<>();
        String order = "_time, _partition, _offset";
        indexes.put(Names.index(stream.name(), "time", order), "index %s on %s (" + order + ")");
        if (stream.key() != null) {
            String columns = table.column(stream.key()) + ", " + order;
            indexes.put(Names.index(stream.name(), "key", columns), "index %s on %s (" + columns + ")");
        }
        for (String field : lookups) {
            String columns = table.column(field) + ", " + order;
            indexes.putIfAbsent(Names.index(stream.name(), "lookup", columns), "index %s on %s (" + columns + ")");
        }
        if (!stream.unique().isEmpty()) {
            String columns = stream.unique().stream().map(table::column).collect(Collectors.joining(", "));
            indexes.put(table.uniqueIndex(), "unique index %s on %s (" + columns + ")");
        }
        if (stream.position() != null) {
            // With all that tells whether an event is near, so that its row is read only where it is.
            String told = String.join(", ", table.nearColumns());
            String columns = "_cell, _time) include (" + told;
            indexes.put(Names.index(stream.name(), "cell", columns), "index %s on %s (" + columns + ")");
            if (catalogue.columns(table.name()).containsKey(StreamTable.POINT)) {
                // The point twice, as PostGIS cannot give back what it has made an index of.
                columns = "_point) include (_point, _time, " + told;
                indexes.put(
                        Names.index(stream.name(), "point", columns), "index %s on %s using gist (" + columns + ")");
            }
        }
        return indexes;
    }

    private void createIndex(String name, String definition) {
        try {
            handle.execute("create " + definition.formatted(Names.quoted(name), table.name()));
        } catch (UnableToExecuteStatementException e) {
            if (Trouble.isState(e, "23505")) {
                throw new IncompatibleChange("stream " + stream.topic() + ": unique " + stream.unique()
                        + " is declared but the archive has events with equal values already");
            }
            throw e;
        }
    }
}
