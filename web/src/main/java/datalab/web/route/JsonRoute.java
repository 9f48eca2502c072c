package datalab.web.route;

import com.fasterxml.jackson.core.JsonGenerator;
import datalab.http.openapi.OperationParameter;
import datalab.lab.Lab;
import datalab.lab.Route;
import datalab.lab.Route.Part;
import datalab.lab.time.TimeRule;
import datalab.lab.view.Partial;
import datalab.lab.view.RowKey;
import datalab.lab.view.ViewFold;
import datalab.store.Views;
import datalab.store.result.BoundedRows;
import datalab.store.view.ViewQuery;
import datalab.store.view.ViewReader;
import datalab.store.view.ViewRow;
import datalab.web.cache.QueryCost;
import datalab.web.format.JsonBytes;
import datalab.web.http.Answer;
import datalab.web.http.HttpProblem;
import datalab.web.query.LabCatalog;
import datalab.web.query.PageParameters;
import datalab.web.query.QueryParameters;
import datalab.web.query.ServedDefinitions;
import datalab.web.query.TimeParameters;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A lab's own {@code json:} route: one object whose members come from views. Thread-safe. */
final class JsonRoute {

    /** Rows are fetched in pages, so that no more than one is held beside the answer. */
    private static final int PAGE_ROWS = 5_000;

    private final Route.Json route;
    private final Map<String, ViewFold> folds = new HashMap<>();
    private final Views views;
    private final Clock clock;

    JsonRoute(Route.Json route, Lab lab, LabCatalog catalog, Views views, Clock clock) {
        this.route = route;
        this.views = views;
        this.clock = clock;
        for (Part part : route.parts().values()) {
            folds.put(part.view(), catalog.fold(catalog.view(lab, part.view())));
        }
    }

    /**
     * What narrows running parts.
     *
     * @param limit the most entries
     * @param isLimited whether the request named the limit itself, so that more entries are no error
     */
    record Asked(@Nullable Instant from, @Nullable Instant to, int limit, boolean isLimited) {}

    List<String> known() {
        return OperationParameter.names(parameters());
    }

    /** What narrows running parts. */
    List<OperationParameter> parameters() {
        boolean isRunning = route.parts().values().stream().anyMatch(Route.Running.class::isInstance);
        return isRunning
                ? List.of(
                        PageParameters.FROM,
                        PageParameters.TO,
                        RouteOperations.limit("the most entries", route.maxRows()))
                : List.of();
    }

    /** Of running totals there are as many entries as rows. */
    QueryCost cost() {
        return parameters().isEmpty() ? QueryCost.QUICK : QueryCost.HEAVY;
    }

    Asked toQuery(QueryParameters query) {
        int limit = query.count("limit", route.maxRows(), route.maxRows());
        boolean isLimited = query.text("limit").isPresent();
        TimeParameters times = new TimeParameters(TimeRule.UTC, clock);
        return new Asked(query.time("from", times), query.time("to", times), limit, isLimited);
    }

    /** All members are of one snapshot, however many pages of rows they take. */
    Answer answer(Asked asked) {
        return views.snapshot(views -> Answer.json(JsonBytes.of(json -> {
            json.writeStartObject();
            for (Map.Entry<String, Part> member : route.parts().entrySet()) {
                json.writeFieldName(member.getKey());
                write(json, member.getValue(), asked, views);
            }
            json.writeEndObject();
        })));
    }

    private void write(JsonGenerator json, Part part, Asked asked, ViewReader views) throws IOException {
        ViewFold declared = Objects.requireNonNull(folds.get(part.view()), "each part has its view");
        ViewFold fold = ServedDefinitions.of(views, declared);
        if (fold.columns().stream().noneMatch(column -> column.name().equals(part.column()))) {
            throw ServedDefinitions.building(declared); // the definition before has no such column
        }
        ViewColumn column = ViewColumn.of(fold, part.column());
        switch (part) {
            case Route.One one -> {
                List<ViewRow> rows = views.viewRows(query(fold, null, null, null, 1));
                column.write(json, rows.isEmpty() ? null : rows.getFirst().partial());
            }
            case Route.Total total -> column.write(json, views.total(query(fold, null, null, null, 1)));
            case Route.Running running -> {
                json.writeStartArray();
                run(new RunningTotal(json, running, column, before(fold, asked, views)), fold, asked, views);
                json.writeEndArray();
            }
        }
    }

    /** The total of the rows before the requested ones: a running total always starts at the beginning. */
    private Partial before(ViewFold fold, Asked asked, ViewReader views) {
        return asked.from() == null ? fold.empty() : views.total(query(fold, null, asked.from(), null, 1));
    }

    private void run(RunningTotal total, ViewFold fold, Asked asked, ViewReader views) throws IOException {
        BoundedRows<ViewRow> page = new BoundedRows<>(List.of(), false);
        do {
            RowKey after = page.rows().isEmpty() ? null : page.rows().getLast().key();
            page = views.page(query(fold, asked.from(), asked.to(), after, PAGE_ROWS));
            for (ViewRow row : page.rows()) {
                total.add(row);
                if (total.entries() == asked.limit()) { // and the row begins one more
                    if (!asked.isLimited()) {
                        throw HttpProblem.tooMany(route.maxRows(), "entries", String.join(", ", known()));
                    }
                    return;
                }
            }
        } while (page.isCut() || page.rows().size() == PAGE_ROWS);
        total.finish();
    }

    private static ViewQuery query(
            ViewFold fold, @Nullable Instant from, @Nullable Instant to, @Nullable RowKey after, int limit) {
        return new ViewQuery(fold, from, to, Map.of(), false, after, limit);
    }
}
