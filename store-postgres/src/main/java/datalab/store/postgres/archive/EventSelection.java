package datalab.store.postgres.archive;

import datalab.lab.stream.EventStream;
import datalab.store.archive.EventQuery;
import datalab.store.postgres.sql.SqlType;
import datalab.store.postgres.sql.TextArray;
import datalab.store.postgres.sql.WhereClause;
import datalab.store.query.FieldFilter;
import datalab.store.query.SortKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** Which rows of an archive's table a question asks for, and in which order. Used by one thread. */
final class EventSelection {
    /**
     * Dropped or not, what lies before the horizon is not shown, nor is what was left here by a move; in the statement itself, so
     * in its snapshot.
     */
    static final String SHOWN = """
            _time >= coalesce((select horizon from datalab.horizons
                               where lab = :_lab and kind = 'stream' and name = :_stream), '-infinity')
            and not exists (select from datalab.archives where lab = :_lab and stream = :_stream)
            """;

    private static final String NEWEST_FIRST = "_time desc, _partition desc, _offset desc";

    private final ArchiveTable table;
    private final EventQuery query;
    private final WhereClause asked = new WhereClause();
    private final WhereClause following = new WhereClause();

    EventSelection(ArchiveTable table, EventQuery query) {
        this.table = table;
        this.query = query;
        asked.and(SHOWN, ofStream(query.stream()));
        if (query.from() != null) {
            asked.and("_time >= :from", Map.of("from", query.from()));
        }
        if (query.to() != null) {
            asked.and("_time < :to", Map.of("to", query.to()));
        }
        query.where().forEach((field, filter) -> asked.and(table.column(field), table.type(field), filter));
        if (query.after() != null) {
            following.and(query.sort().isUsual() ? afterInTime() : afterInOrder(), afterValues(query.after()));
        }
    }

    static Map<String, Object> ofStream(EventStream stream) {
        return Map.of("_lab", stream.lab(), "_stream", stream.name());
    }

    /** {@code from … where …}. */
    String sql() {
        return query.latest() == 0
                ? "from " + table.name() + " " + asked.with(following)
                : "from (" + latest() + ") as latest " + following.sql();
    }

    Query bind(Query statement) {
        return following.bind(asked.bind(statement));
    }

    String order() {
        if (query.sort().isUsual()) {
            return "_time %1$s, _partition %1$s, _offset %1$s".formatted(query.descending() ? "desc" : "asc");
        }
        return query.sort().keys().stream()
                .map(key -> column(key) + (key.descending() ? " desc" : "") + " nulls last")
                .collect(Collectors.joining(", ", "", ", _time, _partition, _offset"));
    }

    /** The newest of each key, looked up one after another in the index of keys and times. */
    private String latest() {
        String key = Objects.requireNonNull(query.stream().key());
        String column = table.column(key);
        String all = "select * from " + table.name() + " " + asked.sql() + " and " + column;
        String newest = " order by " + NEWEST_FIRST + " limit " + query.latest();
        String ofEach = "select newest.* from (%s) as keys cross join lateral (%s = keys._k%s) as newest"
                .formatted(keys(key, column), all, newest);
        return query.where().of(key).filter(filter -> !filter.orNone()).isPresent()
                ? ofEach
                : "%s union all (%s is null%s)".formatted(ofEach, all, newest);
    }

    private String keys(String key, String column) {
        Optional<FieldFilter> filter = query.where().of(key);
        if (filter.isPresent() && !filter.get().anyOf().isEmpty()) {
            asked.value("keys", TextArray.of(filter.get().anyOf(), value -> value));
            return "select distinct _k from unnest(:keys::%s[]) as named (_k)"
                    .formatted(table.type(key).sql());
        }
        return """
                with recursive each_key as (
                    (select %1$s as _k from %2$s where %1$s is not null order by %1$s limit 1)
                    union all
                    select (select %1$s from %2$s where %1$s > each_key._k order by %1$s limit 1)
                    from each_key where each_key._k is not null
                ) select _k from each_key where _k is not null""".formatted(column, table.name());
    }

    private String afterInTime() {
        return "(_time, _partition, _offset) %s (:time, :partition, :offset)".formatted(query.descending() ? "<" : ">");
    }

    /** What is beyond the last row in one column, and equal in those before it; null is beyond every value. */
    private String afterInOrder() {
        List<@Nullable Object> last = Objects.requireNonNull(query.sort().after());
        List<String> any = new ArrayList<>();
        StringBuilder equal = new StringBuilder();
        List<SortKey> keys = query.sort().keys();
        for (int i = 0; i < keys.size(); i++) {
            String column = column(keys.get(i));
            if (last.get(i) == null) {
                equal.append(column).append(" is null and ");
                continue;
            }
            String sign = keys.get(i).descending() ? "<" : ">";
            any.add("(%s(%s %s :s%s or %s is null))".formatted(equal, column, sign, i, column));
            equal.append(column).append(" = :s").append(i).append(" and ");
        }
        any.add("(%s(_time, _partition, _offset) > (:time, :partition, :offset))".formatted(equal));
        return "(" + String.join(" or ", any) + ")";
    }

    private Map<String, Object> afterValues(EventQuery.Position after) {
        Map<String, Object> values = new HashMap<>(WhereClause.position(after));
        List<@Nullable Object> last = query.sort().after();
        for (int i = 0; last != null && i < last.size(); i++) {
            if (last.get(i) != null) {
                values.put("s" + i, Objects.requireNonNull(last.get(i)));
            }
        }
        return values;
    }

    private String column(SortKey key) {
        if (key.column().equals(EventQuery.TIME)) {
            return EventQuery.TIME;
        }
        String column = table.column(key.column());
        return table.type(key.column()) == SqlType.TEXT ? column + " collate \"C\"" : column;
    }
}
