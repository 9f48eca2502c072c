package datalab.store.postgres.schema;

import datalab.lab.stream.EventStream;
import datalab.store.postgres.archive.ArchiveTable;
import datalab.store.postgres.connection.PostgresErrors;
import datalab.store.postgres.sql.PostgresCatalog;
import datalab.store.postgres.sql.SqlIdentifiers;
import datalab.store.result.IncompatibleChange;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/**
 * Makes the indexes of a stream's table, and drops those that are not needed any more: each costs room and time for every
 * event. Within one time, events are few, so that indexes end with the time and the server puts those few in order.
 */
final class PrepareIndexes {
    private final Handle handle;
    private final EventStream stream;
    private final List<String> lookups;
    private final ArchiveTable table;
    private final PostgresCatalog catalogue;

    /** @param lookups fields by whose values single events are queried */
    PrepareIndexes(Handle handle, EventStream stream, Collection<String> lookups) {
        this.handle = handle;
        this.stream = stream;
        this.lookups = List.copyOf(lookups);
        this.table = new ArchiveTable(stream);
        this.catalogue = new PostgresCatalog(handle);
    }

    void run() {
        Map<String, String> wanted = wanted();
        Set<String> existing = catalogue.indexes(SqlIdentifiers.schema(stream.lab()), stream.name());
        for (String name : existing) {
            if (!wanted.containsKey(name) && isOwn(stream, name)) {
                handle.execute("drop index " + SqlIdentifiers.quoted(SqlIdentifiers.schema(stream.lab())) + "."
                        + SqlIdentifiers.quoted(name));
            }
        }
        wanted.forEach((name, definition) -> {
            if (!existing.contains(name)) {
                create(name, definition);
            }
        });
    }

    /** Whether DataLab has made an index, and may drop it. */
    static boolean isOwn(EventStream stream, String index) {
        return index.startsWith("_") && !index.equals("_" + stream.name() + "_at");
    }

    private Map<String, String> wanted() {
        Map<String, String> indexes = new LinkedHashMap<>();
        indexes.put(SqlIdentifiers.index(stream.name(), "time", "_time"), "index %s on %s (_time)");
        if (stream.key() != null) {
            lookup(indexes, "key", stream.key());
        }
        for (String field : lookups) {
            if (!field.equals(stream.key())) {
                lookup(indexes, "lookup", field);
            }
        }
        if (!stream.unique().isEmpty()) {
            indexes.put(table.uniqueIndex(), "unique index %s on %s (" + uniqueColumns() + ")");
        }
        if (stream.position() != null) {
            positions(indexes);
        }
        return indexes;
    }

    private void lookup(Map<String, String> indexes, String kind, String field) {
        String columns = table.column(field) + ", _time";
        boolean isInUnique =
                stream.unique().equals(List.of(field)) || uniqueColumns().startsWith(columns);
        if (!isInUnique) {
            indexes.put(SqlIdentifiers.index(stream.name(), kind, columns), "index %s on %s (" + columns + ")");
        }
    }

    private String uniqueColumns() {
        return stream.unique().stream().map(table::column).collect(Collectors.joining(", "));
    }

    private void positions(Map<String, String> indexes) {
        // With all that tells whether an event is near, so that its row is read only where it is.
        String told = String.join(", ", table.nearColumns());
        String columns = "_cell, _time) include (" + told;
        indexes.put(SqlIdentifiers.index(stream.name(), "cell", columns), "index %s on %s (" + columns + ")");
        if (catalogue.columns(table.name()).containsKey(ArchiveTable.POINT)) {
            // The point twice, as PostGIS cannot give back what it has made an index of.
            columns = "_point) include (_point, _time, " + told;
            indexes.put(
                    SqlIdentifiers.index(stream.name(), "point", columns),
                    "index %s on %s using gist (" + columns + ")");
        }
    }

    private void create(String name, String definition) {
        try {
            handle.execute("create " + definition.formatted(SqlIdentifiers.quoted(name), table.name()));
        } catch (UnableToExecuteStatementException e) {
            if (PostgresErrors.isState(e, "23505")) {
                throw new IncompatibleChange("stream " + stream.topic() + ": unique " + stream.unique()
                        + " is declared but the archive has events with equal values already");
            }
            throw e;
        }
    }
}
