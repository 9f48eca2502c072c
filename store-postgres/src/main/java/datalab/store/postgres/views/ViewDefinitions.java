package datalab.store.postgres.views;

import datalab.lab.Lab;
import datalab.lab.stream.EventStream;
import datalab.lab.view.View;
import datalab.store.postgres.ledger.CloseEpoch;
import datalab.store.postgres.ledger.HorizonRow;
import datalab.store.postgres.sql.TextArray;
import datalab.store.retention.Retained;
import datalab.store.view.DefinitionPlan;
import datalab.store.view.DefinitionPlan.Known;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jdbi.v3.core.Handle;

/**
 * Brings the definitions of a lab's views in {@code datalab.views} to what its lab.yaml declares. A definition that is new
 * while its stream has an archive is built beside the one that is served; a batch publishes it when it is complete.
 */
public final class ViewDefinitions {
    /** How long a reader or an owner may go on with a definition that is not in force any more. */
    private static final String GRACE = "1 minute";

    private final Handle handle;
    private final Lab lab;

    public ViewDefinitions(Handle handle, Lab lab) {
        this.handle = handle;
        this.lab = lab;
    }

    public PartialTable prepare(View view, EventStream stream) throws SQLException {
        PartialTable declared = PartialTable.of(0, view, stream);
        Map<Known, ViewDefinition> known = new LinkedHashMap<>();
        ViewDefinition.folded(handle, lab.name(), null).stream()
                .filter(version -> version.name().equals(view.name()))
                .forEach(version -> known.put(version.known(), version));
        DefinitionPlan choice = DefinitionPlan.of(
                declared.definition(),
                List.copyOf(known.keySet()),
                one -> canFold(Objects.requireNonNull(known.get(one)), view, stream));
        choice.retired().forEach(this::retire);
        PartialTable table =
                choice.same().isPresent() ? declared.withId(choice.same().get().id()) : create(declared, stream);
        if (isServed(table.id())) {
            new PrepareSqlView(handle, view).run(table);
        }
        return table;
    }

    /** Views that are not declared any more are not folded any more; what they hold is kept until it is dropped. */
    public void setAsideRemoved() {
        handle.createUpdate("""
                        update datalab.views set state = 'removed', retired = now()
                        where lab = :lab and state = 'serving' and name <> all(:names)
                        """)
                .bind("lab", lab.name())
                .bind("names", TextArray.of(lab.views().keySet()))
                .execute();
        handle.createUpdate("""
                        update datalab.views set state = 'retired', retired = now()
                        where lab = :lab and state = 'building' and name <> all(:names)
                        """)
                .bind("lab", lab.name())
                .bind("names", TextArray.of(lab.views().keySet()))
                .execute();
    }

    /** Drops definitions that can no longer be in use. */
    public void dropRetired() {
        for (Retired retired : retired()) {
            if (!retired.shown()) {
                PrepareSqlView.drop(handle, lab.name(), retired.name());
            }
            handle.execute("drop table if exists datalab.partial_" + retired.id());
            handle.execute("delete from datalab.views where id = ?", retired.id());
        }
    }

    /** Drops a view that is not declared any more, with its SQL view; false where there is none, or it is in force. */
    public static boolean drop(Handle handle, String lab, String name) {
        if (ViewDefinition.folded(handle, lab, null).stream()
                .anyMatch(version -> version.name().equals(name))) {
            return false;
        }
        List<Integer> ids = handle.createQuery("select id from datalab.views where lab = :lab and name = :name")
                .bind("lab", lab)
                .bind("name", name)
                .mapTo(Integer.class)
                .list();
        if (!ids.isEmpty()) {
            PrepareSqlView.drop(handle, lab, name);
        }
        for (int id : ids) {
            handle.execute("drop table if exists datalab.partial_" + id);
            handle.execute("delete from datalab.views where id = ?", id);
        }
        HorizonRow.drop(handle, new Retained(lab, Retained.Kind.VIEW, name));
        return !ids.isEmpty();
    }

    /** Puts a complete definition in the place of the one that was served. */
    public static void serve(Handle handle, PartialTable table, EventStream stream) throws SQLException {
        handle.createUpdate("""
                        update datalab.views set state = 'retired', retired = now()
                        where lab = :lab and name = :name and state in ('serving', 'removed') and id <> :id
                        """)
                .bind("lab", table.view().lab())
                .bind("name", table.view().name())
                .bind("id", table.id())
                .execute();
        handle.execute("update datalab.views set state = 'serving' where id = ?", table.id());
        new PrepareSqlView(handle, table.view()).run(table);
        CloseEpoch.close(handle, stream); // owners stop folding the one before
    }

    private boolean canFold(ViewDefinition other, View view, EventStream stream) {
        return other.table(stream).filter(table -> !table.view().equals(view)).isPresent();
    }

    private PartialTable create(PartialTable declared, EventStream stream) throws SQLException {
        View view = declared.view();
        boolean archived = CloseEpoch.close(handle, stream).below().total() > 0;
        int id = handle.createQuery("""
                        insert into datalab.views (lab, name, stream, definition, source, state)
                        values (:lab, :name, :stream, :definition, :source, 'building') returning id
                        """)
                .bind("lab", view.lab())
                .bind("name", view.name())
                .bind("stream", view.stream())
                .bind("definition", declared.definition())
                .bind("source", lab.source())
                .mapTo(Integer.class)
                .one();
        PartialTable table = declared.withId(id);
        CreatePartialTable.run(handle, table);
        if (!archived) {
            serve(handle, table, stream);
        }
        return table;
    }

    private boolean isServed(int id) {
        return handle.createQuery("select state = 'serving' from datalab.views where id = :id")
                .bind("id", id)
                .mapTo(Boolean.class)
                .one();
    }

    private void retire(Known version) {
        handle.execute("update datalab.views set state = 'retired', retired = now() where id = ?", version.id());
    }

    /** A definition out of force; {@code shown} where the SQL view of its name is that of another one. */
    private record Retired(int id, String name, boolean shown) {}

    private List<Retired> retired() {
        return handle.createQuery("""
                        select id, name, exists (
                            select from datalab.views as other where other.lab = view.lab and other.name = view.name
                            and other.state in ('serving', 'removed')
                        ) from datalab.views as view
                        where lab = :lab and state = 'retired' and retired < now() - interval '%s'
                        """.formatted(GRACE))
                .bind("lab", lab.name())
                .map((row, context) -> new Retired(row.getInt(1), row.getString(2), row.getBoolean(3)))
                .list();
    }
}
