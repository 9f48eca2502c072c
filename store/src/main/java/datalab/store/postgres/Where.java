package datalab.store.postgres;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.statement.Query;

/** The conditions of a select with the values of their parameters. Used by one thread. */
final class Where {
    private final List<String> conditions = new ArrayList<>();
    private final Map<String, Object> values = new LinkedHashMap<>();

    /** Adds a condition that has one parameter, at each {@code ?}. */
    Where and(String condition, Object value) {
        String name = "p" + values.size();
        conditions.add(condition.replace("?", ":" + name));
        values.put(name, SqlType.parameter(value));
        return this;
    }

    /** Adds a condition whose parameters have names. */
    Where and(String condition, Map<String, Object> named) {
        conditions.add(condition);
        named.forEach((name, value) -> values.put(name, SqlType.parameter(value)));
        return this;
    }

    /** {@code where …}, or nothing where there are no conditions. */
    String sql() {
        return conditions.isEmpty() ? "" : "where " + String.join(" and ", conditions);
    }

    Query bind(Query query) {
        return query.bindMap(values);
    }
}
