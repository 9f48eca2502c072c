package datalab.store.postgres.views;

import datalab.lab.view.RowKey;
import datalab.lab.view.View;
import datalab.store.key.GroupKey;
import datalab.store.postgres.sql.SqlIdentifiers;
import datalab.store.postgres.sql.SqlType;
import datalab.store.postgres.sql.TextArray;
import datalab.store.postgres.sql.WhereClause;
import datalab.store.query.FieldFilter;
import datalab.store.view.ViewQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** Which partials of a view's table a question asks for. Used by one thread. */
final class RowSelection {
    /** The most groups that are looked up by their keys. */
    private static final int GROUPS_MAX = 1_000;

    private final PartialTable table;
    private final ViewQuery query;
    private final View view;
    private final WhereClause asked = new WhereClause();
    private final WhereClause following = new WhereClause();
    private final Optional<List<String>> groups;

    RowSelection(PartialTable table, ViewQuery query) {
        this.table = table;
        this.query = query;
        this.view = query.fold().view();
        this.groups = wholeGroups();
        asked.and(table.visible(query.layer()));
        if (query.from() != null && view.every() != null) {
            asked.and("_window >= :from", Map.of("from", query.from()));
        }
        if (query.to() != null && view.every() != null) {
            asked.and("_window < :to", Map.of("to", query.to()));
        }
        groups.ifPresentOrElse(
                keys -> asked.and("_key = any(:keys)", Map.of("keys", TextArray.of(keys))),
                () -> query.where().forEach(this::and));
        RowKey after = query.after();
        if (after != null) {
            following.and(
                    "(_window, _key) %s (:window::timestamptz, :key)".formatted(query.descending() ? "<" : ">"),
                    Map.of("window", MergedViewRows.window(after.windowStart()), "key", GroupKey.of(after)));
        }
    }

    /** A select of each row's {@code _window} and {@code _key} once, in no order. */
    String keys() {
        return query.latest() == 0
                ? "select distinct _window, _key from " + table.name() + " " + asked.with(following)
                : "select _window, _key from (" + latest() + ") as latest " + following.sql();
    }

    /** {@code from … where …} of all partials of the rows. */
    String partials() {
        return query.latest() == 0
                ? "from " + table.name() + " " + asked.with(following)
                : "from (%s) as page join %s using (_window, _key) where %s"
                        .formatted(keys(), table.name(), table.visible(query.layer()));
    }

    String order() {
        return "_window %1$s, _key %1$s".formatted(query.descending() ? "desc" : "asc");
    }

    Query bind(Query statement) {
        return following.bind(asked.bind(statement));
    }

    /** The newest windows of each group, looked up one after another in the primary key. */
    private String latest() {
        String keys = groups.isPresent()
                ? "select distinct _k from unnest(:keys) as named (_k)"
                : """
                with recursive each_key as (
                    (select _key as _k from %1$s order by _key limit 1)
                    union all
                    select (select _key from %1$s where _key > each_key._k order by _key limit 1)
                    from each_key where each_key._k is not null
                ) select _k from each_key where _k is not null""".formatted(table.name());
        String newest = "select distinct _window, _key from %s %s and _key = keys._k order by _window desc limit %s"
                .formatted(table.name(), asked.sql(), query.latest());
        return "select newest.* from (%s) as keys cross join lateral (%s) as newest".formatted(keys, newest);
    }

    /** The rows' keys where the question names values for each group-by field: there is an index on them. */
    private Optional<List<String>> wholeGroups() {
        if (view.by().isEmpty()
                || query.where().fields().size() != view.by().size()
                || !query.where().fields().containsAll(view.by())) {
            return Optional.empty();
        }
        List<List<@Nullable Object>> all = List.of(List.of());
        for (String field : view.by()) {
            FieldFilter filter = query.where().of(field).orElseThrow();
            if (!filter.isOfValues() || all.size() * filter.anyOf().size() > GROUPS_MAX) {
                return Optional.empty();
            }
            all = product(all, filter.anyOf());
        }
        return Optional.of(all.stream().map(GroupKey::of).distinct().toList());
    }

    private static List<List<@Nullable Object>> product(List<List<@Nullable Object>> groups, List<Object> values) {
        List<List<@Nullable Object>> product = new ArrayList<>();
        for (List<@Nullable Object> group : groups) {
            for (Object value : values) {
                List<@Nullable Object> longer = new ArrayList<>(group);
                longer.add(value);
                product.add(longer);
            }
        }
        return product;
    }

    /** In the form that the index of a group column has. */
    private void and(String field, FieldFilter filter) {
        int index = view.by().indexOf(field);
        if (index < 0) {
            throw new IllegalArgumentException("view " + view.name() + " is not grouped by " + field);
        }
        String column = SqlIdentifiers.column(field);
        SqlType type = table.groupTypes().get(index);
        if (type == SqlType.TEXT && filter.mustBeNamed()) {
            asked.and(
                    "md5(%s) = any(array(select md5(one) from unnest(?) as one))".formatted(column),
                    TextArray.of(filter.anyOf(), value -> value));
        }
        asked.and(column, type, filter);
    }
}
