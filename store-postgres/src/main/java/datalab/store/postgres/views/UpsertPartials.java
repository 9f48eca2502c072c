package datalab.store.postgres.views;

import datalab.lab.view.Partial;
import datalab.lab.view.RowKey;
import datalab.store.key.GroupKey;
import datalab.store.postgres.sql.BytesArray;
import datalab.store.postgres.sql.NumberArray;
import datalab.store.postgres.sql.TextArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/**
 * Upserts the partials of one view, by row, partition and epoch. One statement whatever their number: each column goes as
 * an array.
 */
public record UpsertPartials(PartialTable table) {

    /** A row of the view with what one partition has folded into it in one epoch. */
    public record Touched(int partition, long epoch, RowKey key, Partial partial) {

        public static List<Touched> all(int partition, long epoch, Map<RowKey, Partial> partials) {
            return partials.entrySet().stream()
                    .map(row -> new Touched(partition, epoch, row.getKey(), row.getValue()))
                    .toList();
        }
    }

    public void run(Handle handle, List<Touched> rows) {
        if (rows.isEmpty()) {
            return;
        }
        List<List<@Nullable Object>> components = rows.stream()
                .map(row -> table.fold().componentValues(row.partial()))
                .toList();
        try (Update update = handle.createUpdate(sql())) {
            update.bind("partitions", NumberArray.ofInts(rows, Touched::partition));
            update.bind("epochs", NumberArray.ofLongs(rows, Touched::epoch));
            update.bind(
                    "windows",
                    TextArray.of(rows, row -> MergedViewRows.window(row.key().windowStart())));
            update.bind("keys", TextArray.of(rows, row -> GroupKey.of(row.key())));
            update.bind(
                    "states",
                    new BytesArray(rows.stream()
                            .map(row -> table.fold().encode(row.partial()))
                            .toArray(byte[][]::new)));
            for (int i = 0; i < table.groupTypes().size(); i++) {
                int column = i;
                update.bind("g" + i, TextArray.of(rows, row -> row.key().group().get(column)));
            }
            for (int i = 0; i < table.componentTypes().size(); i++) {
                int column = i;
                update.bind("c" + i, TextArray.of(components, row -> row.get(column)));
            }
            update.execute();
        }
    }

    private String sql() {
        List<String> arrays = new ArrayList<>(List.of(":windows::timestamptz[]", ":keys"));
        List<String> names = new ArrayList<>(List.of("w", "k"));
        for (int i = 0; i < table.groupTypes().size(); i++) {
            arrays.add(":g" + i + "::" + table.groupTypes().get(i).sql() + "[]");
            names.add("g" + i);
        }
        arrays.addAll(List.of(":partitions", ":epochs", ":states"));
        names.addAll(List.of("p", "e", "s"));
        for (int i = 0; i < table.componentTypes().size(); i++) {
            arrays.add(":c" + i + "::" + table.componentTypes().get(i).sql() + "[]");
            names.add("c" + i);
        }
        return """
                insert into %s (%s)
                select %s from unnest(%s) as touched (%s)
                on conflict (_key, _window, _partition, _epoch) do update set %s
                """.formatted(
                        table.name(),
                        table.columns(),
                        String.join(", ", names),
                        String.join(", ", arrays),
                        String.join(", ", names),
                        newValues());
    }

    private String newValues() {
        return Stream.concat(Stream.of("_state"), table.componentColumns().stream())
                .map(column -> column + " = excluded." + column)
                .collect(Collectors.joining(", "));
    }
}
