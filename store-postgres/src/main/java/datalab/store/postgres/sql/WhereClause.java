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
        conditions.add(condition.replace("?", parameter(value)));
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
        List<String> all = new ArrayList<>();
        if (filter.anyOf().size() == 1) {
            all.add(column + " = " + parameter(filter.anyOf().getFirst()));
        } else if (!filter.anyOf().isEmpty()) {
            String values = parameter(TextArray.of(filter.anyOf(), value -> value));
            all.add(column + " = any(" + values + "::" + type.sql() + "[])");
        }
        if (filter.min() != null) {
            all.add(column + " >= " + parameter(filter.min()));
        }
        if (filter.max() != null) {
            all.add(column + " <= " + parameter(filter.max()));
        }
        String isNone = column + " is null";
        if (filter.isOfNone()) {
            conditions.add(isNone);
        } else if (filter.orNone()) {
            conditions.add("(" + String.join(" and ", all) + " or " + isNone + ")");
        } else {
            conditions.addAll(all);
        }
        return this;
    }

    private String parameter(Object value) {
        String name = "p" + values.size();
        values.put(name, SqlType.parameter(value));
        return ":" + name;
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
