package datalab.store.postgres.sql;

import java.sql.SQLException;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Comments on columns. PostgreSQL takes no parameters there, so it is asked to quote the text itself. */
public final class ColumnComments {
    private ColumnComments() {}

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
