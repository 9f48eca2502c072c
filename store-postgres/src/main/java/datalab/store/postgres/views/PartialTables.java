package datalab.store.postgres.views;

import datalab.lab.stream.EventStream;
import datalab.lab.view.View;
import datalab.store.result.IncompatibleChange;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A registry of the tables that hold the partials of each definition of a view known to this process. Thread-safe. */
public final class PartialTables {
    private final Map<View, PartialTable> tables = new ConcurrentHashMap<>();

    public void add(PartialTable table) {
        tables.put(table.view(), table);
    }

    public PartialTable of(View view) {
        PartialTable table = tables.get(view);
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
    public PartialTable of(ViewDefinition version, EventStream stream) {
        return find(version, stream)
                .orElseThrow(() -> new IncompatibleChange("view " + version.lab() + "." + version.name()
                        + " is declared by a newer lab.yaml than this process has; restart it with that"));
    }

    /** The same; empty where the stream does not fit it. */
    Optional<PartialTable> find(ViewDefinition version, EventStream stream) {
        Optional<PartialTable> known = numbered(version.id());
        if (known.isPresent()) {
            return known;
        }
        Optional<PartialTable> table = version.table(stream);
        table.ifPresent(this::add);
        return table;
    }

    private Optional<PartialTable> numbered(int id) {
        return tables.values().stream().filter(table -> table.id() == id).findFirst();
    }
}
