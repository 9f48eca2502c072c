package datalab.web.route;

import datalab.http.openapi.OperationParameter;
import datalab.lab.Route;
import datalab.lab.Route.RowMember;
import datalab.lab.expression.Column;
import datalab.lab.time.TimeRule;
import datalab.lab.view.View;
import datalab.lab.view.ViewFold;
import datalab.store.Views;
import datalab.store.query.Filters;
import datalab.store.query.Sort;
import datalab.store.view.ViewLayer;
import datalab.store.view.ViewQuery;
import datalab.store.view.ViewReader;
import datalab.web.cache.QueryCost;
import datalab.web.format.RowWriter;
import datalab.web.http.Answer;
import datalab.web.http.HttpProblem;
import datalab.web.query.FilterParameters;
import datalab.web.query.KnownParameters;
import datalab.web.query.PageParameters;
import datalab.web.query.QueryParameters;
import datalab.web.query.ServedDefinitions;
import datalab.web.query.TimeParameters;
import datalab.web.query.ViewPages;
import datalab.web.route.ViewRowJoin.JoinedRow;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A lab's own {@code rows:} route over views: their rows as one bare JSON array, all of one moment. Thread-safe. */
final class ViewRowsRoute {
    /** Rows are fetched in pages, so that no more than one of each view is held beside the answer. */
    private static final int PAGE_ROWS = 5_000;

    private final Route.ViewRows route;
    private final List<ViewFold> declared;
    private final ViewFold first;
    private final Views views;
    private final Clock clock;

    /** @param declared the folds of the route's views, in their order */
    ViewRowsRoute(Route.ViewRows route, List<ViewFold> declared, Views views, Clock clock) {
        this.route = route;
        this.declared = List.copyOf(declared);
        this.first = declared.getFirst();
        this.views = views;
        this.clock = clock;
    }

    /**
     * A question.
     *
     * @param query of the first view; the others are asked the same
     * @param isLimited whether the request named the limit itself, so that more rows are no error
     */
    record Asked(ViewQuery query, boolean isLimited) {}

    KnownParameters known() {
        return new KnownParameters(OperationParameter.names(own()), filters());
    }

    List<OperationParameter> parameters() {
        return PageParameters.withFilters(own(), filters(), columns -> columns);
    }

    QueryCost cost(Asked asked) {
        return declared.size() == 1 ? QueryCost.of(asked.query()) : QueryCost.HEAVY;
    }

    private List<OperationParameter> own() {
        List<OperationParameter> own = new ArrayList<>();
        if (first.view().every() != null) {
            own.add(PageParameters.FROM);
            own.add(PageParameters.TO);
        }
        own.add(RouteOperations.limit("the most rows", route.maxRows()));
        return own;
    }

    /** By the group-by fields, which all views of the route share. */
    private FilterParameters filters() {
        return ViewPages.groupFilters(first, OperationParameter.names(own()));
    }

    Asked toQuery(QueryParameters query) {
        TimeParameters times = new TimeParameters(times(), clock);
        int limit = query.count("limit", route.maxRows(), route.maxRows());
        ViewQuery rows = question(
                first,
                query.time("from", times),
                query.time("to", times),
                filters().parse(query, times),
                limit);
        return new Asked(rows, query.text("limit").isPresent());
    }

    private static ViewQuery question(
            ViewFold fold, @Nullable Instant from, @Nullable Instant to, Filters where, int limit) {
        return new ViewQuery(fold, from, to, where, 0, false, Sort.USUAL, null, limit, ViewLayer.MERGED);
    }

    private TimeRule times() {
        TimeRule ofStream = first.stream().times();
        return new TimeRule(ViewRowJson.zone(first), ofStream.format(), ofStream.dst(), ofStream.future());
    }

    /** All rows are of one snapshot, however many pages of however many views they take. */
    Answer answer(Asked asked) {
        return views.snapshot(reader -> {
            List<ViewFold> served =
                    declared.stream().map(fold -> served(reader, fold)).toList();
            return RouteFormat.JSON.answer(
                    new ViewRowJson(route, served),
                    (writer, out) -> writeAll(writer, out, join(reader, served, asked), asked));
        });
    }

    /** The definition before the declared one serves where it has the same rows and all that is shown of them. */
    private ViewFold served(ViewReader reader, ViewFold fold) {
        ViewFold served = ServedDefinitions.of(reader, fold);
        View view = fold.view();
        boolean isSame = served.view().by().equals(view.by())
                && Objects.equals(served.view().every(), view.every())
                && served.columns().containsAll(shown(fold));
        if (!isSame) {
            throw ServedDefinitions.building(fold);
        }
        return served;
    }

    private List<Column> shown(ViewFold fold) {
        return fold.columns().stream()
                .filter(column -> route.columns()
                        .containsValue(new RowMember.ViewValue(fold.view().name(), column.name())))
                .toList();
    }

    private ViewRowJoin join(ViewReader reader, List<ViewFold> served, Asked asked) {
        ViewQuery query = asked.query();
        int page = Math.min(Math.ceilDiv(PAGE_ROWS, served.size()), query.limit());
        List<ViewRowCursor> cursors = served.stream()
                .map(fold -> question(fold, query.from(), query.to(), query.where(), page))
                .map(one -> new ViewRowCursor(reader, one, route.maxRows(), known().names()))
                .toList();
        return new ViewRowJoin(cursors, route.join());
    }

    private void writeAll(RowWriter<JoinedRow> writer, ByteArrayOutputStream out, ViewRowJoin join, Asked asked)
            throws IOException {
        int limit = asked.query().limit();
        int rows = 0;
        for (JoinedRow row = join.next(); row != null; row = join.next()) {
            if (rows == limit) {
                throw HttpProblem.tooMany(route.maxRows(), "rows", known().names());
            }
            writer.write(row);
            rows++;
            RouteFormat.requireRoom(out, known().names());
            if (rows == limit && asked.isLimited()) {
                return;
            }
        }
    }
}
