package datalab.store.postgres.sql;

import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdbi.v3.core.statement.Query;

/** How many rows PostgreSQL's planner expects of a statement, without running it. */
public final class PlannedRows {
    private static final Pattern ROWS = Pattern.compile("\"Plan Rows\": (\\d+)");

    private PlannedRows() {}

    /**
     * Of a statement.
     *
     * @param query makes a query of a statement, with its parameters bound
     */
    public static long of(String sql, Function<String, Query> query) {
        String plan =
                query.apply("explain (format json) " + sql).mapTo(String.class).one();
        Matcher rows = ROWS.matcher(plan);
        return rows.find() ? Long.parseLong(rows.group(1)) : 0;
    }
}
