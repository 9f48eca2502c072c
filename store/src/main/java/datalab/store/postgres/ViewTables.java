package datalab.store.postgres;

import datalab.lab.view.View;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Which table holds the partials of each definition of a view that this process has met. Thread-safe. */
final class ViewTables {
    private final Map<View, ViewTable> tables = new ConcurrentHashMap<>();

    void add(ViewTable table) {
        tables.put(table.view(), table);
    }

    ViewTable of(View view) {
        ViewTable table = tables.get(view);
        if (table == null) {
            throw new IllegalStateException(
                    "view " + view.lab() + "." + view.name() + " was not prepared as it is now");
        }
        return table;
    }

    Optional<ViewTable> numbered(int id) {
        return tables.values().stream().filter(table -> table.id() == id).findFirst();
    }
}
