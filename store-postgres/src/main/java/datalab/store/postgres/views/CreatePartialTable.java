package datalab.store.postgres.views;

import datalab.lab.view.View;
import datalab.store.postgres.sql.SqlIdentifiers;
import datalab.store.postgres.sql.SqlType;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Makes the table of the partials of one definition of a view. */
final class CreatePartialTable {
    private CreatePartialTable() {}

    static void run(Handle handle, PartialTable table) {
        View view = table.view();
        StringBuilder group = new StringBuilder();
        for (int i = 0; i < view.by().size(); i++) {
            group.append(SqlIdentifiers.column(view.by().get(i)))
                    .append(' ')
                    .append(table.groupTypes().get(i).sql())
                    .append(", ");
        }
        StringBuilder components = new StringBuilder();
        for (int i = 0; i < table.componentTypes().size(); i++) {
            components
                    .append(table.componentColumns().get(i))
                    .append(' ')
                    .append(table.componentTypes().get(i).sql())
                    .append(", ");
        }
        handle.execute("""
                create table %s (
                _window timestamptz not null, _key text collate "C" not null, %s
                _partition int not null, _epoch bigint not null, _state bytea not null, %s
                primary key (_key, _window, _partition, _epoch)
                ) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05)
                """.formatted(table.name(), group, components));
        indexes(table).forEach(columns -> handle.execute("create index on " + table.name() + " (" + columns + ")"));
        handle.execute(
                "create index on " + table.name() + " (_epoch) where _partition >= 0"); // what closed epochs hold
    }

    /** By window for pages; by each column of a group of several for filters. */
    private static List<String> indexes(PartialTable table) {
        View view = table.view();
        List<String> indexes = new ArrayList<>();
        if (view.every() != null && !view.by().isEmpty()) {
            indexes.add("_window, _key");
        }
        for (int i = 0; i < view.by().size() && view.by().size() > 1; i++) {
            String column = SqlIdentifiers.column(view.by().get(i));
            boolean text = table.groupTypes().get(i) == SqlType.TEXT;
            indexes.add((text ? "md5(" + column + ")" : column) + ", _window, _key");
        }
        return indexes;
    }
}
