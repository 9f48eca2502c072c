package datalab.out.cassandra;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import datalab.lab.expression.Column;
import datalab.store.output.OutputTable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The CQL of an output's table. Names are as they are written, upper case too. */
final class CqlTable {
    /** Of the only row of a table without keys. */
    static final String ROW = "_row";

    /** Microseconds beyond the milliseconds of a time, by column; only in tables that DataLab made. */
    static final String MICROS = "_micros";

    private CqlTable() {}

    static String name(String keyspace, OutputTable table) {
        return quoted(keyspace) + "." + quoted(table.name());
    }

    /**
     * The rows of one group in one partition, in the order of their windows: the keys that are no times are the partition key,
     * the times order its rows. Where all are times, the first is the partition key.
     */
    static String create(String keyspace, OutputTable table) {
        Stream<String> columns =
                table.columns().stream().map(column -> quoted(column.name()) + " " + type(column.type()));
        String own = table.keys().isEmpty() ? quoted(ROW) + " text, " : "";
        String micros = hasMicros(table) ? ", " + quoted(MICROS) + " map<text, int>" : "";
        return "create table if not exists " + name(keyspace, table) + " (" + own
                + columns.collect(Collectors.joining(", ")) + micros + ", primary key (" + primaryKey(table) + "))";
    }

    static String insert(String keyspace, OutputTable table, boolean hasMicros) {
        List<String> names = new ArrayList<>(table.keys().isEmpty() ? List.of(quoted(ROW)) : List.of());
        table.columns().forEach(column -> names.add(quoted(column.name())));
        if (hasMicros) {
            names.add(quoted(MICROS));
        }
        String marks = names.stream().map(name -> "?").collect(Collectors.joining(", "));
        return "insert into " + name(keyspace, table) + " (" + String.join(", ", names) + ") values (" + marks
                + ") using timestamp ?";
    }

    static String delete(String keyspace, OutputTable table) {
        return "delete from " + name(keyspace, table) + " using timestamp ? where "
                + keys(table).stream().map(name -> name + " = ?").collect(Collectors.joining(" and "));
    }

    static String quoted(String name) {
        return CqlIdentifier.fromInternal(name).asCql(false);
    }

    private static boolean hasMicros(OutputTable table) {
        return table.columns().stream().anyMatch(column -> column.type() == Column.Type.TIME && !column.isKey());
    }

    private static String primaryKey(OutputTable table) {
        List<String> others = table.keys().stream()
                .filter(key -> key.type() != Column.Type.TIME)
                .map(key -> quoted(key.name()))
                .toList();
        List<String> keys = keys(table);
        List<String> partition = others.isEmpty() ? keys.subList(0, 1) : others;
        Stream<String> clustering = keys.stream().filter(key -> !partition.contains(key));
        return Stream.concat(Stream.of("(" + String.join(", ", partition) + ")"), clustering)
                .collect(Collectors.joining(", "));
    }

    private static List<String> keys(OutputTable table) {
        return table.keys().isEmpty()
                ? List.of(quoted(ROW))
                : table.keys().stream().map(key -> quoted(key.name())).toList();
    }

    private static String type(Column.Type type) {
        return switch (type) {
            case STRING, JSON -> "text";
            case NUMBER -> "double";
            case INTEGER -> "bigint";
            case BOOLEAN -> "boolean";
            case TIME -> "timestamp";
        };
    }
}
