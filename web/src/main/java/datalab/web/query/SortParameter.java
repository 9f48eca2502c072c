package datalab.web.query;

import datalab.lab.expression.Column;
import datalab.store.query.Sort;
import datalab.store.query.SortKey;
import datalab.web.http.HttpProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code sort=-pm2_5,_time}: columns to put rows in order by, those with a minus from the greatest value on. */
final class SortParameter {
    private SortParameter() {}

    /** The order that the request names; the usual one where it names none. */
    static Sort parse(QueryParameters query, Map<String, Column> columns) {
        String text = query.text("sort").orElse(null);
        if (text == null) {
            return Sort.USUAL;
        }
        if (query.text("order").isPresent()) {
            throw HttpProblem.badRequest("order and sort are both given; sort alone says the order");
        }
        List<SortKey> keys = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            String name = part.strip();
            boolean isDescending = name.startsWith("-");
            SortKey key = new SortKey(isDescending ? name.substring(1) : name, isDescending);
            Column column = columns.get(key.column());
            if (column == null || column.type() == Column.Type.JSON) {
                throw HttpProblem.badRequest(
                        "sort is '" + text + "', expected names with commas between, a minus before one for the"
                                + " greatest first, of: " + names(columns));
            }
            if (keys.stream().anyMatch(other -> other.column().equals(key.column()))) {
                throw HttpProblem.badRequest("sort names " + key.column() + " twice");
            }
            keys.add(key);
        }
        if (keys.size() > Sort.KEYS_MAX) {
            throw HttpProblem.badRequest("sort names " + keys.size() + " columns, expected at most " + Sort.KEYS_MAX);
        }
        return Sort.by(keys);
    }

    /** Whether that is the usual order, by a column alone that leads it; null where it is another. */
    static @Nullable Boolean isDescendingBy(Sort sort, String usual) {
        boolean isAlone =
                sort.keys().size() == 1 && sort.keys().getFirst().column().equals(usual);
        return isAlone ? (Boolean) sort.keys().getFirst().descending() : null;
    }

    private static String names(Map<String, Column> columns) {
        return String.join(
                ", ",
                columns.values().stream()
                        .filter(column -> column.type() != Column.Type.JSON)
                        .map(Column::name)
                        .toList());
    }
}
