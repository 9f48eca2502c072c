package datalab.web.query;

import com.fasterxml.jackson.core.JsonGenerator;
import datalab.access.grpc.CallerContext;
import datalab.lab.stream.EventStream;
import datalab.lab.view.View;
import datalab.lab.view.ViewFold;
import datalab.store.Archive;
import datalab.store.Views;
import datalab.store.archive.ArchivedEvent;
import datalab.store.archive.EventQuery;
import datalab.web.cache.QueryCost;
import datalab.web.cache.QueryLimiter;
import datalab.web.format.JsonBytes;
import datalab.web.format.RowLayout;
import datalab.web.http.ExpensiveTurn;
import datalab.web.http.HttpProblem;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Serves pages of events and of views' rows to protocols other than HTTP, with the same parameters, limits and JSON.
 * Whatever is wrong is a {@link HttpProblem}. Thread-safe.
 */
public final class RowPages {
    private final LabCatalog catalog;
    private final Views kept;
    private final QueryLimiter limiter;
    private final EventPages events;
    private final ViewAnswers views;

    public RowPages(LabCatalog catalog, Archive archive, Views kept, Clock clock, QueryLimiter limiter) {
        this.catalog = catalog;
        this.kept = kept;
        this.limiter = limiter;
        this.events = new EventPages(archive, clock);
        this.views = new ViewAnswers(catalog, kept, clock);
    }

    /**
     * One page.
     *
     * @param rows each one JSON object
     * @param after where the next begins; null where there is none
     * @param bucket as of {@link Page}
     */
    public record Rows(
            List<byte[]> rows,
            @Nullable String after,
            @Nullable String bucket) {}

    /**
     * Archived events.
     *
     * @param asked as in a URL
     */
    public Rows events(String labName, String streamName, Asked asked) {
        EventStream stream = catalog.stream(catalog.lab(labName), streamName);
        QueryParameters query = asked.query(EventPages.known(stream));
        EventQuery question = events.toQuery(stream, query);
        RowLayout<ArchivedEvent> layout = ChosenColumns.of(new EventLayout(stream), query);
        QueryCost cost = PointsParameter.cost(query, QueryCost.of(question));
        return through(cost, () -> rows(events.page(question, query, layout), layout));
    }

    /** Rows of a view; otherwise as {@link #events}. */
    public Rows viewRows(String labName, String viewName, Asked asked) {
        View declared = catalog.view(catalog.lab(labName), viewName);
        ViewFold fold = limiter.through(QueryCost.QUICK, () -> ServedDefinitions.of(kept, catalog.fold(declared)));
        QueryParameters query = asked.query(ViewPages.known(fold));
        ViewAnswers.Answered answer = views.of(fold, query);
        return through(answer.cost(), () -> rows(answer.page().get(), answer.layout()));
    }

    private Rows through(QueryCost cost, Supplier<Rows> question) {
        return cost == QueryCost.HEAVY
                ? ExpensiveTurn.take(CallerContext.current(), () -> limiter.through(cost, question))
                : limiter.through(cost, question);
    }

    /**
     * What is asked for.
     *
     * @param parameters an endpoint's own, by name
     * @param filters by which rows are chosen, by the names that they have in a URL
     */
    public record Asked(Map<String, String> parameters, Map<String, List<String>> filters) {

        QueryParameters query(KnownParameters known) {
            Map<String, List<String>> all = new HashMap<>(filters);
            filters.keySet().forEach(name -> {
                if (!known.filters().contains(name)) {
                    String field = name.substring(0, name.lastIndexOf('.'));
                    throw HttpProblem.badRequest("rows cannot be chosen by '" + field + "', but by "
                            + String.join(", ", known.filters().columns())
                            + known.filters().hint(name));
                }
            });
            parameters.forEach((name, value) -> all.put(name, List.of(value)));
            return QueryParameters.of(all, known);
        }
    }

    private static <T> Rows rows(Page<T> page, RowLayout<T> layout) {
        List<byte[]> rows = new ArrayList<>(page.rows().size());
        for (T row : page.rows()) {
            rows.add(JsonBytes.of((JsonGenerator json) -> layout.writeJson(json, row)));
        }
        return new Rows(rows, page.after(), page.bucket());
    }
}
