package datalab.store.postgres;

import datalab.lab.view.Partial;
import datalab.lab.view.RowKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the partials of one view for one (partition, epoch), over those of the same rows. One statement whatever their number:
 * each column goes as an array.
 */
record UpsertPartials(ViewTable table, int partition, long epoch) {

    void run(Handle handle, Map<RowKey, Partial> partials) {
        if (partials.isEmpty()) {
            return;
        }
        List<Map.Entry<RowKey, Partial>> rows = List.copyOf(partials.entrySet());
        List<List<@Nullable Object>> components = rows.stream()
                .map(row -> table.fold().componentValues(row.getValue()))
                .toList();
        try (Update update = handle.createUpdate(sql())) {
            update.bind("partition", partition).bind("epoch", epoch);
            update.bind(
                    "windows",
                    TextArray.of(rows, row -> SelectViewRows.window(row.getKey().windowStart())));
            update.bind("keys", TextArray.of(rows, row -> GroupKey.of(row.getKey())));
            update.bind(
                    "states",
                    new BytesArray(rows.stream()
                            .map(row -> table.fold().encode(row.getValue()))
                            .toArray(byte[][]::new)));
            for (int i = 0; i < table.groupTypes().size(); i++) {
                int column = i;
                update.bind(
                        "g" + i, TextArray.of(rows, row -> row.getKey().group().get(column)));
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
        arrays.add(":states");
        names.add("s");
        for (int i = 0; i < table.componentTypes().size(); i++) {
            arrays.add(":c" + i + "::" + table.componentTypes().get(i).sql() + "[]");
            names.add("c" + i);
        }
        List<String> selected = new ArrayList<>(names);
        selected.addAll(2 + table.groupTypes().size(), List.of(":partition", ":epoch"));
        return """
                insert into %s (%s)
                select %s from unnest(%s) as touched (%s)
                on conflict (_key, _window, _partition, _epoch) do update set %s
                """.formatted(
                        table.name(),
                        table.columns(),
                        String.join(", ", selected),
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
