package datalab.store.postgres;

import datalab.lab.EventStream;
import datalab.lab.view.View;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * Makes the table of one view's partials. A changed definition gets a new one, with a note of what it lacks of the archive; the
 * table before it goes when the view is prepared the next time.
 */
final class PrepareView {
    private final Handle handle;
    private final View view;
    private final ViewTable unnumbered;

    PrepareView(Handle handle, View view, EventStream stream) {
        this.handle = handle;
        this.view = view;
        this.unnumbered = ViewTable.of(0, view, stream);
    }

    ViewTable run() throws SQLException {
        dropRetired();
        ViewTable table = inForce().orElseGet(this::create);
        new PrepareSqlView(handle, view).run(table);
        return table;
    }

    private Optional<ViewTable> inForce() {
        return handle.createQuery("""
                        select id from datalab.views
                        where lab = :lab and name = :name and definition = :definition and retired is null
                        """)
                .bind("lab", view.lab())
                .bind("name", view.name())
                .bind("definition", definition())
                .mapTo(Integer.class)
                .findOne()
                .map(id -> unnumbered.withId(id));
    }

    private ViewTable create() {
        handle.createUpdate(
                        "update datalab.views set retired = now() where lab = :lab and name = :name and retired is null")
                .bind("lab", view.lab())
                .bind("name", view.name())
                .execute();
        int id = handle.createQuery("""
                        insert into datalab.views (lab, name, stream, definition)
                        values (:lab, :name, :stream, :definition) returning id
                        """)
                .bind("lab", view.lab())
                .bind("name", view.name())
                .bind("stream", view.stream())
                .bind("definition", definition())
                .mapTo(Integer.class)
                .one();
        ViewTable table = unnumbered.withId(id);
        createTable(table);
        noteGaps(id);
        return table;
    }

    private void createTable(ViewTable table) {
        StringBuilder group = new StringBuilder();
        for (int i = 0; i < view.by().size(); i++) {
            group.append(Names.column(view.by().get(i)))
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
    }

    /** By window for pages; by each column of a group of several for filters. */
    private List<String> indexes(ViewTable table) {
        List<String> indexes = new ArrayList<>();
        if (view.every() != null && !view.by().isEmpty()) {
            indexes.add("_window, _key");
        }
        for (int i = 0; i < view.by().size() && view.by().size() > 1; i++) {
            String column = Names.column(view.by().get(i));
            boolean text = table.groupTypes().get(i) == SqlType.TEXT;
            indexes.add((text ? "md5(" + column + ")" : column) + ", _window, _key");
        }
        return indexes;
    }

    private void noteGaps(int id) {
        handle.createUpdate("""
                        insert into datalab.view_gaps (view_id, partition, filled_to)
                        select :id, partition, 0 from datalab.progress
                        where lab = :lab and stream = :stream and next_offset > 0
                        """)
                .bind("id", id)
                .bind("lab", view.lab())
                .bind("stream", view.stream())
                .execute();
    }

    private void dropRetired() {
        List<Integer> retired = handle.createQuery(
                        "select id from datalab.views where lab = :lab and name = :name and retired is not null")
                .bind("lab", view.lab())
                .bind("name", view.name())
                .mapTo(Integer.class)
                .list();
        if (retired.isEmpty()) {
            return;
        }
        if (!isInForce()) {
            new PrepareSqlView(handle, view).drop(); // it may show what is to be dropped
        }
        handle.execute("drop table "
                + retired.stream().map(id -> "datalab.partial_" + id).collect(Collectors.joining(", ")));
        handle.createUpdate("delete from datalab.views where id in (<ids>)")
                .bindList("ids", retired)
                .execute();
    }

    private boolean isInForce() {
        return handle.createQuery(
                        "select count(*) > 0 from datalab.views where lab = :lab and name = :name and retired is null")
                .bind("lab", view.lab())
                .bind("name", view.name())
                .mapTo(Boolean.class)
                .one();
    }

    /** Whatever a change of which makes other rows. */
    private String definition() {
        return view + " " + unnumbered.groupTypes() + " " + unnumbered.fold().components();
    }
}
