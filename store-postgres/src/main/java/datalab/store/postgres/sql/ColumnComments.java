package datalab.store.postgres.sql;

import java.sql.SQLException;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Comments on columns and views. PostgreSQL takes no parameters there, so the server quotes the text. */
public final class ColumnComments {
    private ColumnComments() {}

    /** Comments on a view, where that is not its comment already. */
    public static void onView(Handle handle, String view, String text) throws SQLException {
        Optional<String> sql = handle.createQuery("""
                        select format('comment on view %s is %L', :view, :text::text)
                        where obj_description(to_regclass(:view), 'pg_class') is distinct from :text::text
                        """)
                .bind("view", view)
                .bind("text", text)
                .mapTo(String.class)
                .findOne();
        if (sql.isPresent()) {
            RawStatements.execute(handle, sql.get());
        }
    }

    /**
     * Comments on a column.
     *
     * @param text null for none
     */
    public static void onColumn(Handle handle, String relation, String column, @Nullable String text)
            throws SQLException {
        String sql = handle.createQuery(
                        "select format('comment on column %s.%I is %L', :relation, :column, :text::text)")
                .bind("relation", relation)
                .bind("column", column)
                .bind("text", text)
                .mapTo(String.class)
                .one();
        RawStatements.execute(handle, sql);
    }
}
