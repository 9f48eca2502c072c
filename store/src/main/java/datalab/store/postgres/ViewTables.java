package datalab.store.postgres;

import datalab.lab.stream.EventStream;
import datalab.lab.view.View;
import datalab.store.IncompatibleChange;
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

    /**
     * That of a definition, which may be one of another lab.yaml than this process has; {@link IncompatibleChange} where the
     * stream does not fit it.
     */
    ViewTable of(Version version, EventStream stream) {
        return numbered(version.id()).orElseGet(() -> {
            ViewTable table = version.table(stream)
                    .orElseThrow(() -> new IncompatibleChange("view " + version.lab() + "." + version.name()
                            + " is declared by a newer lab.yaml than this process has; restart it with that"));
            add(table);
            return table;
        });
    }

    private Optional<ViewTable> numbered(int id) {
        return tables.values().stream().filter(table -> table.id() == id).findFirst();
    }
}
