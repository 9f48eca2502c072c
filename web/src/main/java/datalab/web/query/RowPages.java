package datalab.web.query;

import com.fasterxml.jackson.core.JsonGenerator;
import datalab.lab.Lab;
import datalab.lab.stream.EventStream;
import datalab.lab.view.View;
import datalab.lab.view.ViewFold;
import datalab.store.Archive;
import datalab.store.Views;
import datalab.store.archive.EventQuery;
import datalab.store.view.ViewQuery;
import datalab.web.cache.QueryCost;
import datalab.web.cache.QueryLimiter;
import datalab.web.format.JsonBytes;
import datalab.web.format.RowLayout;
import datalab.web.http.HttpProblem;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    private final ViewPages views;

    public RowPages(LabCatalog catalog, Archive archive, Views kept, Clock clock, QueryLimiter limiter) {
        this.catalog = catalog;
        this.kept = kept;
        this.limiter = limiter;
        this.events = new EventPages(archive, clock);
        this.views = new ViewPages(kept, clock);
    }

    /**
     * One page.
     *
     * @param rows each one JSON object
     * @param after where the next begins; null where there is none
     */
    public record Rows(List<byte[]> rows, @Nullable String after) {}

    /**
     * Archived events.
     *
     * @param parameters as in a URL
     * @param where fields with the values they must have
     */
    public Rows events(String labName, String streamName, Map<String, String> parameters, Map<String, String> where) {
        EventStream stream = catalog.stream(catalog.lab(labName), streamName);
        Map<String, String> all = with(parameters, where, EventPages.filters(stream));
        QueryParameters query = QueryParameters.of(all, EventPages.known(stream));
        EventQuery asked = events.toQuery(stream, query);
        return limiter.through(QueryCost.of(asked), () -> rows(events.page(asked), new EventLayout(stream)));
    }

    /** Rows of a view; otherwise as {@link #events}. */
    public Rows viewRows(String labName, String viewName, Map<String, String> parameters, Map<String, String> where) {
        Lab lab = catalog.lab(labName);
        View declared = catalog.view(lab, viewName);
        EventStream stream = lab.streamOf(declared);
        ViewFold fold = limiter.through(QueryCost.QUICK, () -> ServedDefinitions.of(kept, catalog.fold(declared)));
        Map<String, String> all = with(parameters, where, ViewPages.filters(fold.view(), stream));
        ViewQuery asked = views.toQuery(fold, stream, QueryParameters.of(all, ViewPages.known(fold.view(), stream)));
        return limiter.through(QueryCost.of(asked), () -> rows(views.page(asked), new ViewLayout(fold)));
    }

    private static Map<String, String> with(
            Map<String, String> parameters, Map<String, String> where, Collection<String> filters) {
        Map<String, String> all = new HashMap<>(parameters);
        where.forEach((name, value) -> {
            if (!filters.contains(name)) {
                throw HttpProblem.badRequest(
                        "rows cannot be chosen by '" + name + "', but by " + String.join(", ", filters));
            }
            all.put(name, value);
        });
        return all;
    }

    private static <T> Rows rows(Page<T> page, RowLayout<T> layout) {
        List<byte[]> rows = new ArrayList<>(page.rows().size());
        for (T row : page.rows()) {
            rows.add(JsonBytes.of((JsonGenerator json) -> layout.writeJson(json, row)));
        }
        return new Rows(rows, page.after());
    }
}
