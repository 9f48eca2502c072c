package datalab.store.postgres;

import java.sql.SQLException;
import org.jdbi.v3.core.Handle;

/** Comments on columns. PostgreSQL takes no parameters there, so it is asked to quote the text itself. */
final class Comments {
    private Comments() {}

    static void onColumn(Handle handle, String relation, String column, String text) throws SQLException {
        String sql = handle.createQuery("select format('comment on column %s.%I is %L', :relation, :column, :text)")
                .bind("relation", relation)
                .bind("column", column)
                .bind("text", text)
                .mapTo(String.class)
                .one();
        Verbatim.execute(handle, sql);
    }
}
