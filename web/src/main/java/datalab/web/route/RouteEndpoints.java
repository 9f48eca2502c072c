package datalab.web.route;

import datalab.access.AccessRole;
import datalab.http.Handler;
import datalab.http.HttpEndpoint;
import datalab.http.Permission;
import datalab.http.Request;
import datalab.lab.Lab;
import datalab.lab.Route;
import datalab.lab.stream.EventStream;
import datalab.lab.view.ViewFold;
import datalab.store.Archive;
import datalab.store.Store;
import datalab.store.Views;
import datalab.store.archive.EventQuery;
import datalab.web.cache.AnswerSource;
import datalab.web.cache.CacheQuery;
import datalab.web.cache.CachedResponder;
import datalab.web.cache.DataVersions;
import datalab.web.cache.Freshness;
import datalab.web.cache.QueryCost;
import datalab.web.query.KnownParameters;
import datalab.web.query.LabCatalog;
import datalab.web.query.QueryParameters;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The routes that labs declare themselves. Thread-safe. */
public final class RouteEndpoints {
    private final LabCatalog catalog;
    private final CachedResponder answers;
    private final Archive archive;
    private final Views views;
    private final Clock clock;
    private final @Nullable DataVersions versions;

    /** @param versions of what answers are made from, where processes share a cache of them; else null */
    public RouteEndpoints(
            LabCatalog catalog, CachedResponder answers, Store store, Clock clock, @Nullable DataVersions versions) {
        this.catalog = catalog;
        this.answers = answers;
        this.archive = store.archive();
        this.views = store.views();
        this.clock = clock;
        this.versions = versions;
    }

    public List<HttpEndpoint> all() {
        List<HttpEndpoint> all = new ArrayList<>();
        for (Lab lab : catalog.labs()) {
            RouteOperations operations = new RouteOperations(lab, catalog);
            RouteSources sources = new RouteSources(lab, versions);
            for (Route route : lab.routes()) {
                Cached cached = new Cached(route.cache(), sources.of(route));
                all.add(
                        switch (route) {
                            case Route.Rows rows -> endpoint(operations, lab, rows, cached);
                            case Route.ViewRows rows -> endpoint(operations, lab, rows, cached);
                            case Route.Row row -> endpoint(operations, lab, row, cached);
                            case Route.Near near -> endpoint(operations, lab, near, cached);
                            case Route.Json json -> endpoint(operations, lab, json, cached);
                        });
            }
        }
        return all;
    }

    private HttpEndpoint endpoint(RouteOperations operations, Lab lab, Route.Rows route, Cached cached) {
        EventStream stream = streamOf(lab, route.stream());
        RowsRoute rows = new RowsRoute(route, stream, archive, clock);
        KnownParameters known = rows.known();
        Handler handler = (request, response) -> {
            QueryParameters query = QueryParameters.of(request.query(), known);
            EventQuery asked = rows.toQuery(query);
            boolean isLimited = query.text("limit").isPresent();
            RouteFormat format = RouteFormat.of(query, stream);
            answers.serve(
                    request,
                    response,
                    cached.query(request, query, format.asParameter(stream), QueryCost.of(asked)),
                    () -> rows.answer(asked, isLimited, format));
        };
        return HttpEndpoint.get(
                route.path(),
                Permission.to(AccessRole.READ, lab.name()),
                handler,
                operations.rows(route, rows.parameters()));
    }

    private HttpEndpoint endpoint(RouteOperations operations, Lab lab, Route.ViewRows route, Cached cached) {
        List<ViewFold> folds = route.views().stream()
                .map(name -> catalog.fold(catalog.view(lab, name)))
                .toList();
        ViewRowsRoute rows = new ViewRowsRoute(route, folds, views, clock);
        KnownParameters known = rows.known();
        Handler handler = (request, response) -> {
            QueryParameters query = QueryParameters.of(request.query(), known);
            ViewRowsRoute.Asked asked = rows.toQuery(query);
            answers.serve(
                    request,
                    response,
                    cached.query(request, query, Map.of(), rows.cost(asked)),
                    () -> rows.answer(asked));
        };
        return HttpEndpoint.get(
                route.path(),
                Permission.to(AccessRole.READ, lab.name()),
                handler,
                operations.viewRows(route, rows.parameters()));
    }

    private HttpEndpoint endpoint(RouteOperations operations, Lab lab, Route.Row route, Cached cached) {
        RowRoute row = new RowRoute(route, streamOf(lab, route.stream()), archive, clock);
        Handler handler = (request, response) -> {
            QueryParameters query = QueryParameters.of(request.query(), List.of());
            String name = request.parameter(route.field());
            answers.serve(
                    request, response, cached.query(request, query, Map.of(), QueryCost.QUICK), () -> row.answer(name));
        };
        return HttpEndpoint.get(
                route.path(), Permission.to(AccessRole.READ, lab.name()), handler, operations.row(route));
    }

    private HttpEndpoint endpoint(RouteOperations operations, Lab lab, Route.Near route, Cached cached) {
        EventStream stream = streamOf(lab, route.stream());
        NearRoute near = new NearRoute(route, lab, archive, clock);
        List<String> known = near.known();
        Handler handler = (request, response) -> {
            QueryParameters query = QueryParameters.of(request.query(), known);
            NearRoute.Asked asked = near.toQuery(request.parameter(route.parameter()), query);
            RouteFormat format = RouteFormat.of(query, stream);
            answers.serve(
                    request,
                    response,
                    cached.query(request, query, near.effective(asked, format), QueryCost.HEAVY),
                    () -> near.answer(asked, query, format));
        };
        return HttpEndpoint.get(
                route.path(),
                Permission.to(AccessRole.READ, lab.name()),
                handler,
                operations.near(route, near.parameters()));
    }

    private HttpEndpoint endpoint(RouteOperations operations, Lab lab, Route.Json route, Cached cached) {
        JsonRoute parts = new JsonRoute(route, lab, catalog, views, clock);
        List<String> known = parts.known();
        Handler handler = (request, response) -> {
            QueryParameters query = QueryParameters.of(request.query(), known);
            JsonRoute.Asked asked = parts.toQuery(query);
            answers.serve(
                    request, response, cached.query(request, query, Map.of(), parts.cost()), () -> parts.answer(asked));
        };
        return HttpEndpoint.get(
                route.path(),
                Permission.to(AccessRole.READ, lab.name()),
                handler,
                operations.json(route, parts.parameters()));
    }

    private static EventStream streamOf(Lab lab, String name) {
        return Objects.requireNonNull(lab.streams().get(name), "labs are checked when read");
    }

    /** How the answers of a route are kept, and what they are made from. */
    private record Cached(Route.Cache cache, AnswerSource source) {

        CacheQuery query(Request request, QueryParameters query, Map<String, String> effective, QueryCost cost) {
            Freshness freshness = new Freshness(cache.ttl(), cache.stale());
            return new CacheQuery(query.key(request.path(), effective), freshness, cost, source);
        }
    }
}
