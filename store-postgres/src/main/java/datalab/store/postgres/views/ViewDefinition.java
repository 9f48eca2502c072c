package datalab.store.postgres.views;

import datalab.lab.stream.EventStream;
import datalab.lab.view.View;
import datalab.lab.yaml.LabFile;
import datalab.lab.yaml.LabGrammar;
import datalab.store.postgres.sql.SqlType;
import datalab.store.view.DefinitionPlan;
import datalab.store.view.ViewStatus;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * One definition of a view, as {@code datalab.views} holds it. At most one of a view is served and one is built; those are
 * folded.
 *
 * @param source the lab.yaml it was declared in; null where it was kept by a DataLab that did not note it
 */
public record ViewDefinition(
        int id,
        String lab,
        String name,
        String definition,
        @Nullable String source,
        boolean served) {

    /** Those of a lab that are folded, all streams' or those of one. */
    public static List<ViewDefinition> folded(Handle handle, String lab, @Nullable String stream) {
        return handle.createQuery("""
                        select id, lab, name, definition, source, state = 'serving' from datalab.views
                        where lab = :lab and (:stream::text is null or stream = :stream)
                        and state in ('serving', 'building') order by id
                        """)
                .bind("lab", lab)
                .bind("stream", stream)
                .map((row, context) -> of(row))
                .list();
    }

    /** Where each view of a lab is. */
    public static List<ViewStatus> viewStatuses(Handle handle, String lab) {
        return handle.createQuery("""
                        select name, bool_or(state = 'serving'), bool_or(state = 'building'),
                            coalesce(max(generation) filter (where state = 'serving'), 0),
                            coalesce(max(included) filter (where state = 'serving'), -1),
                            max(published) filter (where state = 'serving'), max(begins) filter (where state = 'serving')
                        from datalab.views where lab = :lab and state in ('serving', 'building') group by name
                        """)
                .bind("lab", lab)
                .map((row, context) -> new ViewStatus(
                        row.getString(1),
                        row.getBoolean(2),
                        row.getBoolean(3),
                        row.getLong(4),
                        row.getLong(5),
                        SqlType.time(row, 6),
                        SqlType.time(row, 7)))
                .list();
    }

    /** Whether the definition that is served of a view had all events when it was built, and no rows of it were dropped. */
    static boolean isWhole(Handle handle, View view) {
        return handle.createQuery("""
                        select bool_and(begins is null) and not exists (
                            select from datalab.horizons where lab = :lab and kind = 'view' and name = :name)
                        from datalab.views where lab = :lab and name = :name and state = 'serving'
                        """)
                .bind("lab", view.lab())
                .bind("name", view.name())
                .mapTo(Boolean.class)
                .one();
    }

    DefinitionPlan.Known known() {
        return new DefinitionPlan.Known(id, definition, served);
    }

    /** Its table, where this process can fold the stream into it: it may know another lab.yaml than its own. */
    Optional<PartialTable> table(EventStream stream) {
        return view().flatMap(view -> fitting(view, stream));
    }

    private Optional<View> view() {
        if (source != null
                && LabFile.parse(lab, Path.of("."), source, LabGrammar.LENIENT) instanceof LabFile.Valid valid) {
            return Optional.ofNullable(valid.lab().views().get(name));
        }
        return Optional.empty();
    }

    private Optional<PartialTable> fitting(View view, EventStream stream) {
        try {
            PartialTable table = PartialTable.of(id, view, stream);
            return table.definition().equals(definition) ? Optional.of(table) : Optional.empty();
        } catch (RuntimeException e) { // a field that it folds is not there, or of another type
            return Optional.empty();
        }
    }

    private static ViewDefinition of(ResultSet row) throws SQLException {
        return new ViewDefinition(
                row.getInt(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getBoolean(6));
    }
}
