package datalab.out.cassandra;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.metadata.schema.ColumnMetadata;
import com.datastax.oss.driver.api.core.metadata.schema.TableMetadata;
import com.datastax.oss.driver.api.core.type.DataType;
import datalab.lab.output.OutputColumn;
import datalab.store.output.OutputMismatch;
import datalab.store.output.OutputRow;
import datalab.store.output.OutputTable;
import java.time.Instant;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The two statements of a table, bound to rows. */
final class RowStatements {
    /**
     * The time of version 0, in microseconds: in the year 2096, so that no clock shows one that is later. A write of DataLab's
     * replaces what people wrote to the table at the time of their clocks, and theirs do not replace DataLab's.
     */
    static final long VERSION_ZERO = 4_000_000_000_000_000L;

    private static final String THE_ONLY_ROW = "row";

    /** Below the 16 MiB that Cassandra takes by default, its own overhead included; a lower limit it enforces itself. */
    private static final int ROW_CHARS_MAX = 15 << 20;

    private final List<OutputColumn> columns;
    private final List<DataType> types;
    private final boolean hasKeys;
    private final boolean hasMicros;
    private final PreparedStatement insert;
    private final PreparedStatement delete;

    RowStatements(CqlSession session, OutputTable table, TableMetadata there) {
        this.columns = table.columns();
        this.types = columns.stream().map(column -> type(there, column.name())).toList();
        this.hasKeys = !table.keys().isEmpty();
        this.hasMicros =
                there.getColumn(CqlIdentifier.fromInternal(CqlTable.MICROS)).isPresent();
        String keyspace = there.getKeyspace().asInternal();
        this.insert = session.prepare(CqlTable.insert(keyspace, table, hasMicros));
        this.delete = session.prepare(CqlTable.delete(keyspace, table));
    }

    BoundStatement bind(OutputRow row, long version) throws UnfitColumn {
        List<@Nullable Object> keys = new ArrayList<>();
        List<@Nullable Object> values = new ArrayList<>();
        if (!hasKeys) {
            keys.add(THE_ONLY_ROW);
            values.add(THE_ONLY_ROW);
        }
        Map<String, Integer> micros = new HashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            OutputColumn column = columns.get(i);
            Object value = row.values().get(i);
            Object fit = value == null ? null : CqlValues.fit(column.name(), types.get(i), value);
            if (column.isKey()) {
                keys.add(key(column, value, fit));
            } else if (value instanceof Instant time && microsOf(time) > 0) {
                micros.put(column.name(), microsOf(time));
            }
            values.add(fit);
        }
        long time = VERSION_ZERO + version;
        if (row.isGone()) {
            keys.addFirst(time);
            return delete.bind(keys.toArray());
        }
        checkSize(row);
        if (hasMicros) {
            values.add(micros.isEmpty() ? null : micros);
        }
        values.add(time);
        return insert.bind(values.toArray());
    }

    private static Object key(OutputColumn column, @Nullable Object value, @Nullable Object fit) throws UnfitColumn {
        if (fit == null) {
            throw new UnfitColumn(column.name() + " has no value, but is part of the primary key");
        }
        if (value instanceof Instant time && microsOf(time) > 0) {
            throw new UnfitColumn(
                    column.name() + " is " + time + "; a timestamp of the primary key has only milliseconds");
        }
        return fit;
    }

    private static void checkSize(OutputRow row) throws UnfitColumn {
        long chars = row.values().stream()
                .mapToLong(value -> value instanceof String text ? text.length() : 0)
                .sum();
        if (chars > ROW_CHARS_MAX) {
            throw new UnfitColumn(
                    "the row has " + chars + " characters, a Cassandra takes no more than " + ROW_CHARS_MAX);
        }
    }

    private static int microsOf(Instant time) {
        return time.get(ChronoField.MICRO_OF_SECOND) % 1_000;
    }

    private static DataType type(TableMetadata there, String column) {
        return there.getColumn(CqlIdentifier.fromInternal(column))
                .map(ColumnMetadata::getType)
                .orElseThrow(() -> new OutputMismatch("table " + there.getName() + " has lost its column " + column));
    }
}
