package datalab.web.rest;

import datalab.http.Endpoints;
import datalab.http.Request;
import datalab.lab.Lab;
import datalab.lab.Route;
import datalab.lab.stream.EventStream;
import datalab.store.EventQuery;
import datalab.web.cache.Freshness;
import datalab.web.cache.Lane;
import datalab.web.cache.Question;
import datalab.web.http.Representation;
import java.util.List;
import java.util.Objects;

/** The routes that labs declare themselves. Thread-safe. */
final class RouteEndpoints {
    private final Catalog catalog;
    private final DataAnswers answers;
    private final RestEndpoints.Data data;

    RouteEndpoints(Catalog catalog, DataAnswers answers, RestEndpoints.Data data) {
        this.catalog = catalog;
        this.answers = answers;
        this.data = data;
    }

    void register(Endpoints endpoints) {
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
        RouteRows rows = new RouteRows(route, stream, data.store(), data.clock());
        List<String> known = rows.known();
        endpoints.get(route.path(), (request, response) -> {
            Query query = Query.of(request.query(), known);
            EventQuery asked = rows.question(query);
            boolean isLimited = query.text("limit").isPresent();
            boolean asGeoJson = isGeoJson(query, stream);
            answers.serve(
                    request,
                    response,
                    question(request, query, route, Lane.of(asked)),
                    () -> rows.answer(asked, isLimited, asGeoJson));
        });
    }

    private void register(Endpoints endpoints, Lab lab, Route.Row route) {
        RouteRow row = new RouteRow(route, streamOf(lab, route.stream()), data.store(), data.clock());
        endpoints.get(route.path(), (request, response) -> {
            Query query = Query.of(request.query(), List.of());
            String name = request.parameter(route.field());
            answers.serve(request, response, question(request, query, route, Lane.QUICK), () -> row.answer(name));
        });
    }

    private void register(Endpoints endpoints, Lab lab, Route.Near route) {
        EventStream stream = streamOf(lab, route.stream());
        RouteNear near = new RouteNear(route, lab, data.store(), data.clock());
        endpoints.get(route.path(), (request, response) -> {
            Query query = Query.of(request.query(), near.known());
            RouteNear.Asked asked = near.question(request.parameter(route.parameter()), query);
            boolean asGeoJson = isGeoJson(query, stream);
            answers.serve(
                    request,
                    response,
                    question(request, query, route, Lane.HEAVY),
                    () -> near.answer(asked, query, asGeoJson));
        });
    }

    private void register(Endpoints endpoints, Lab lab, Route.Json route) {
        RouteJson parts = new RouteJson(route, lab, catalog, data.store(), data.clock());
        endpoints.get(route.path(), (request, response) -> {
            Query query = Query.of(request.query(), parts.known());
            RouteJson.Asked asked = parts.question(query);
            answers.serve(request, response, question(request, query, route, parts.lane()), () -> parts.answer(asked));
        });
    }

    /** Routes answer JSON, as their clients expect, whatever a request accepts; GeoJSON where it is asked for by name. */
    private static boolean isGeoJson(Query query, EventStream stream) {
        return stream.position() != null
                && query.word("format", "json", List.of("json", "geojson")).equals(Representation.GEOJSON.text());
    }

    private static EventStream streamOf(Lab lab, String name) {
        return Objects.requireNonNull(lab.streams().get(name), "labs are checked when read");
    }

    private static Question question(Request request, Query query, Route route, Lane lane) {
        Freshness freshness = new Freshness(route.cache().ttl(), route.cache().stale());
        return new Question(query.key(request.path()), freshness, lane);
    }
}
