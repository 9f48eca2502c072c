package datalab.web.query;

import datalab.lab.expression.Column;
import datalab.web.cache.QueryCost;
import datalab.web.format.RowLayout;
import datalab.web.http.HttpProblem;
import datalab.web.points.Points;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code points=N}: downsamples the rows of a question for a chart. */
public final class PointsParameter {
    static final int MIN = 4;
    static final int MAX = 10_000;

    private static final String NAME = "points";
    private static final Set<Column.Type> NUMBERS = Set.of(Column.Type.NUMBER, Column.Type.INTEGER);

    /** What says how many rows, which, or in which order. */
    private static final List<String> NOT_BESIDE = List.of("after", "limit", "sort", "latest");

    private PointsParameter() {}

    /** What a question costs the store, of which all rows are read. */
    public static QueryCost cost(QueryParameters query, QueryCost otherwise) {
        return query.text(NAME).isPresent() ? QueryCost.HEAVY : otherwise;
    }

    /** Refuses one that is none, or does not go with what else is asked. */
    static void check(QueryParameters query) {
        if (query.text(NAME).isEmpty()) {
            return;
        }
        String text = query.text(NAME).orElseThrow();
        if (query.count(NAME, MIN, MAX) < MIN) {
            throw HttpProblem.badRequest(
                    NAME + " is '" + text + "', expected a whole number from " + MIN + " to " + MAX);
        }
        for (String other : NOT_BESIDE) {
            if (query.text(other).isPresent()) {
                throw HttpProblem.badRequest(other
                        + " is given with points, which come all at once and in order of time; leave one of them out");
            }
        }
    }

    /**
     * The points that are asked for; empty for a page.
     *
     * @param layout the columns that are wanted
     * @param known of which columns the extremes can be told
     */
    static Optional<Points> of(QueryParameters query, RowLayout<?> layout, Collection<String> known) {
        if (query.text(NAME).isEmpty()) {
            return Optional.empty();
        }
        List<String> columns = layout.columns().stream()
                .filter(column -> NUMBERS.contains(column.type()))
                .map(Column::name)
                .filter(known::contains)
                .toList();
        return Optional.of(new Points(query.count(NAME, MIN, MAX), columns));
    }
}
