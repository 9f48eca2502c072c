package datalab.store.postgres.sql;

import datalab.store.archive.EventQuery;
import datalab.store.query.FieldFilter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.statement.Query;

/** The conditions of a select with the values of their parameters. Used by one thread. */
public final class WhereClause {
    private final List<String> conditions = new ArrayList<>();
    private final Map<String, Object> values = new LinkedHashMap<>();

    /** Adds a condition that has one parameter, at each {@code ?}. */
    public WhereClause and(String condition, Object value) {
        String name = "p" + values.size();
        conditions.add(condition.replace("?", ":" + name));
        values.put(name, SqlType.parameter(value));
        return this;
    }

    /** Adds a condition whose parameters have names. */
    public WhereClause and(String condition, Map<String, Object> named) {
        conditions.add(condition);
        named.forEach((name, value) -> values.put(name, SqlType.parameter(value)));
        return this;
    }

    /** Adds what a question asks of a column. */
    public WhereClause and(String column, SqlType type, FieldFilter filter) {
        if (filter.anyOf().size() == 1) {
            and(column + " = ?", filter.anyOf().getFirst());
        } else if (!filter.anyOf().isEmpty()) {
            and(column + " = any(?::" + type.sql() + "[])", TextArray.of(filter.anyOf(), value -> value));
        }
        if (filter.min() != null) {
            and(column + " >= ?", filter.min());
        }
        if (filter.max() != null) {
            and(column + " <= ?", filter.max());
        }
        return this;
    }

    /** Gives a parameter that another part of the statement has its value. */
    public void value(String name, Object value) {
        values.put(name, SqlType.parameter(value));
    }

    /** Adds a condition without a parameter. */
    public WhereClause and(String condition) {
        conditions.add(condition);
        return this;
    }

    /** The values of {@code :time}, {@code :partition} and {@code :offset}. */
    public static Map<String, Object> position(EventQuery.Position at) {
        return Map.of("time", at.time(), "partition", at.partition(), "offset", at.offset());
    }

    /** {@code where …}, or nothing where there are no conditions. */
    public String sql() {
        return conditions.isEmpty() ? "" : "where " + String.join(" and ", conditions);
    }

    /** {@code where …} of these conditions and others, whose parameters are bound by themselves. */
    public String with(WhereClause others) {
        return conditions.isEmpty() || others.conditions.isEmpty()
                ? sql() + others.sql()
                : sql() + " and " + String.join(" and ", others.conditions);
    }

    public Query bind(Query query) {
        return query.bindMap(values);
    }
}
