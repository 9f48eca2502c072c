package datalab.store.postgres;

import datalab.lab.view.Partial;
import datalab.lab.view.RowKey;
import java.sql.SQLException;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/**
 * Keeps the partials of one view for one (partition, epoch), over those of the same rows. They go by COPY into a table of the
 * connection's own and from there into place, which takes one way for one row and for ten thousand.
 */
record UpsertPartials(ViewTable table, int partition, long epoch) {

    void run(Handle handle, Map<RowKey, Partial> partials) throws SQLException {
        if (partials.isEmpty()) {
            return;
        }
        handle.execute("create temp table if not exists %s (like %s) on commit delete rows"
                .formatted(table.staging(), table.name()));
        String columns = table.columns();
        String copySql = "copy %s (%s) from stdin (format binary)".formatted(table.staging(), columns);
        try (BinaryCopy copy = new BinaryCopy(handle.getConnection(), copySql)) {
            for (Map.Entry<RowKey, Partial> row : partials.entrySet()) {
                table.write(copy, partition, epoch, row.getKey(), row.getValue());
            }
            copy.end();
        }
        handle.execute("""
                insert into %s (%s) select %s from %s
                on conflict (_key, _window, _partition, _epoch) do update set %s
                """.formatted(table.name(), columns, columns, table.staging(), newValues()));
    }

    private String newValues() {
        return Stream.concat(Stream.of("_state"), table.componentColumns().stream())
                .map(column -> column + " = excluded." + column)
                .collect(Collectors.joining(", "));
    }
}
