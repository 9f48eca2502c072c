package datalab.web.route;

import datalab.http.Endpoints;
import datalab.http.Request;
import datalab.lab.Lab;
import datalab.lab.Route;
import datalab.lab.stream.EventStream;
import datalab.store.Store;
import datalab.store.archive.EventQuery;
import datalab.web.cache.CacheQuery;
import datalab.web.cache.CachedResponder;
import datalab.web.cache.Freshness;
import datalab.web.cache.QueryCost;
import datalab.web.query.LabCatalog;
import datalab.web.query.QueryParameters;
import java.time.Clock;
import java.util.List;
import java.util.Objects;

/** The routes that labs declare themselves. Thread-safe. */
public final class RouteEndpoints {
    private final LabCatalog catalog;
    private final CachedResponder answers;
    private final Store store;
    private final Clock clock;

    public RouteEndpoints(LabCatalog catalog, CachedResponder answers, Store store, Clock clock) {
        this.catalog = catalog;
        this.answers = answers;
        this.store = store;
        this.clock = clock;
    }

    public void register(Endpoints endpoints) {
        for (Lab lab : catalog.labs()) {
            for (Route route : lab.routes()) {
                switch (route) {
                    case Route.Rows rows -> register(endpoints, lab, rows);
                    case Route.Row row -> register(endpoints, lab, row);
                    case Route.Near near -> register(endpoints, lab, near);
                    case Route.Json json -> register(endpoints, lab, json);
                }
            }
        }
    }

    private void register(Endpoints endpoints, Lab lab, Route.Rows route) {
        EventStream stream = streamOf(lab, route.stream());
        RowsRoute rows = new RowsRoute(route, stream, store, clock);
        List<String> known = rows.known();
        endpoints.get(route.path(), (request, response) -> {
            QueryParameters query = QueryParameters.of(request.query(), known);
            EventQuery asked = rows.question(query);
            boolean isLimited = query.text("limit").isPresent();
            RouteFormat format = RouteFormat.of(query, stream);
            answers.serve(
                    request,
                    response,
                    question(request, query, route, QueryCost.of(asked)),
                    () -> rows.answer(asked, isLimited, format));
        });
    }

    private void register(Endpoints endpoints, Lab lab, Route.Row route) {
        RowRoute row = new RowRoute(route, streamOf(lab, route.stream()), store, clock);
        endpoints.get(route.path(), (request, response) -> {
            QueryParameters query = QueryParameters.of(request.query(), List.of());
            String name = request.parameter(route.field());
            answers.serve(request, response, question(request, query, route, QueryCost.QUICK), () -> row.answer(name));
        });
    }

    private void register(Endpoints endpoints, Lab lab, Route.Near route) {
        EventStream stream = streamOf(lab, route.stream());
        NearRoute near = new NearRoute(route, lab, store, clock);
        endpoints.get(route.path(), (request, response) -> {
            QueryParameters query = QueryParameters.of(request.query(), near.known());
            NearRoute.Asked asked = near.question(request.parameter(route.parameter()), query);
            RouteFormat format = RouteFormat.of(query, stream);
            answers.serve(
                    request,
                    response,
                    question(request, query, route, QueryCost.HEAVY),
                    () -> near.answer(asked, query, format));
        });
    }

    private void register(Endpoints endpoints, Lab lab, Route.Json route) {
        JsonRoute parts = new JsonRoute(route, lab, catalog, store, clock);
        endpoints.get(route.path(), (request, response) -> {
            QueryParameters query = QueryParameters.of(request.query(), parts.known());
            JsonRoute.Asked asked = parts.question(query);
            answers.serve(request, response, question(request, query, route, parts.cost()), () -> parts.answer(asked));
        });
    }

    private static EventStream streamOf(Lab lab, String name) {
        return Objects.requireNonNull(lab.streams().get(name), "labs are checked when read");
    }

    private static CacheQuery question(Request request, QueryParameters query, Route route, QueryCost cost) {
        Freshness freshness = new Freshness(route.cache().ttl(), route.cache().stale());
        return new CacheQuery(query.key(request.path()), freshness, cost);
    }
}
