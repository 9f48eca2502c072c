package datalab.out.cassandra;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.metadata.schema.ColumnMetadata;
import com.datastax.oss.driver.api.core.metadata.schema.KeyspaceMetadata;
import com.datastax.oss.driver.api.core.metadata.schema.TableMetadata;
import datalab.lab.output.OutputColumn;
import datalab.store.output.OutputMismatch;
import datalab.store.output.OutputTable;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes an output's table where it is missing, and checks one that is there. */
final class PrepareTable {
    private static final Set<String> OWN_COLUMNS = Set.of(CqlTable.ROW, CqlTable.MICROS);

    private final CqlSession session;
    private final String keyspace;
    private final OutputTable table;

    PrepareTable(CqlSession session, String keyspace, OutputTable table) {
        this.session = session;
        this.keyspace = keyspace;
        this.table = table;
    }

    /** The table as it is now. */
    TableMetadata run() {
        for (OutputColumn column : table.columns()) {
            if (OWN_COLUMNS.contains(column.name())) {
                throw mismatch("a column cannot be named " + column.name() + "; give it another name in columns");
            }
        }
        KeyspaceMetadata there = session.refreshSchema()
                .getKeyspace(CqlIdentifier.fromInternal(keyspace))
                .orElseThrow(() -> new OutputMismatch("there is no keyspace " + keyspace
                        + "; make it with the replication that you want (create keyspace " + keyspace + " …)"));
        TableMetadata found =
                there.getTable(CqlIdentifier.fromInternal(table.name())).orElseGet(this::create);
        check(found);
        return found;
    }

    private TableMetadata create() {
        session.execute(CqlTable.create(keyspace, table));
        return session.refreshSchema()
                .getKeyspace(CqlIdentifier.fromInternal(keyspace))
                .flatMap(there -> there.getTable(CqlIdentifier.fromInternal(table.name())))
                .orElseThrow(() -> mismatch("it is gone again; somebody else drops it"));
    }

    private void check(TableMetadata found) {
        for (OutputColumn column : table.columns()) {
            ColumnMetadata there = found.getColumn(CqlIdentifier.fromInternal(column.name()))
                    .orElseThrow(() ->
                            mismatch("it has no column " + column.name() + "; add it, or leave it out in columns"));
            if (there.isStatic() || !CqlValues.takes(column.type(), there.getType())) {
                throw mismatch("column " + column.name() + " is "
                        + (there.isStatic() ? "static" : there.getType().asCql(false, false))
                        + ", which cannot take values of type "
                        + column.type().name().toLowerCase(java.util.Locale.ROOT));
            }
        }
        Set<String> needed = table.keys().isEmpty()
                ? Set.of(CqlTable.ROW)
                : table.keys().stream().map(OutputColumn::name).collect(Collectors.toSet());
        List<String> primary = found.getPrimaryKey().stream()
                .map(column -> column.getName().asInternal())
                .toList();
        if (!Set.copyOf(primary).equals(needed)) {
            throw mismatch("its primary key is " + String.join(", ", primary) + ", but a row is identified by "
                    + String.join(", ", needed.stream().sorted().toList()));
        }
    }

    private OutputMismatch mismatch(String what) {
        return new OutputMismatch("table " + keyspace + "." + table.name() + ": " + what);
    }
}
