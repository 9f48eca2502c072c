package datalab.lab.yaml;

import datalab.lab.Route;
import datalab.lab.Route.Cache;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One route under {@code routes:}. */
final class RouteSection {
    private static final int ROWS_MAX = 100_000;
    private static final int ROWS_MAX_MAX = 10_000_000;

    private final Collection<String> streams;
    private final PartSection parts;
    private final Endpoints endpoints;

    RouteSection(Collection<String> streams, Map<String, DeclaredView> views, Endpoints endpoints) {
        this.streams = streams;
        this.parts = new PartSection(views);
        this.endpoints = endpoints;
    }

    Route read(YamlValue value) {
        YamlMap map = value.map("a map with rows: or json:").only("rows", "json", "time", "max_rows", "cache");
        Endpoint endpoint = endpoint(value);
        YamlValue json = map.get("json");
        return json == null ? rows(endpoint, map) : json(endpoint, map, json);
    }

    private Route rows(Endpoint endpoint, YamlMap map) {
        YamlValue rows = map.require("rows", "the name of a stream, or json: and what to show");
        String stream = rows == null ? null : rows.oneOf(streams);
        return new Route.Rows(
                endpoint.method(),
                endpoint.path(),
                stream == null ? "" : stream,
                map.read("time", RouteSection::timePattern),
                map.read("max_rows", RouteSection::maxRows, ROWS_MAX),
                map.read("cache", RouteSection::cache, Cache.NONE));
    }

    private Route json(Endpoint endpoint, YamlMap map, YamlValue json) {
        for (String other : List.of("rows", "time")) {
            YamlValue beside = map.get(other);
            if (beside != null) {
                beside.refuseName(other + " beside json", "it in a route of rows:", null);
            }
        }
        return new Route.Json(
                endpoint.method(),
                endpoint.path(),
                parts.read(json),
                map.read("max_rows", RouteSection::maxRows, ROWS_MAX),
                map.read("cache", RouteSection::cache, Cache.NONE));
    }

    private Endpoint endpoint(YamlValue value) {
        Endpoint endpoint = Endpoint.parse(value.name());
        if (endpoint == null || !endpoint.method().equals("GET")) {
            value.refuseName(
                    YamlValue.quoted(value.name()),
                    "GET and a path of letters, digits and . _ ~ -, such as GET /air_quality",
                    null);
            return new Endpoint("GET", "/");
        }
        endpoints.claim(endpoint, value, (found, expected) -> value.refuseName(found, expected, null));
        return endpoint;
    }

    private static @Nullable String timePattern(YamlValue value) {
        String expected = "a pattern of date and time such as \"yyyy-MM-dd HH:mm:ss\"";
        String pattern = value.text(expected);
        if (pattern == null) {
            return null;
        }
        try {
            DateTimeFormatter format = DateTimeFormatter.ofPattern(pattern, Locale.ROOT);
            if (pattern.isBlank()
                    || format.format(Instant.EPOCH.atZone(ZoneOffset.UTC)).isBlank()) {
                value.refuse(expected);
            }
        } catch (IllegalArgumentException | DateTimeException wrong) {
            value.refuse(value.found() + " (" + wrong.getMessage() + ")", expected);
        }
        return pattern;
    }

    private static int maxRows(YamlValue value) {
        String expected = "a whole number from 1 to " + ROWS_MAX_MAX;
        Double rows = value.number(expected);
        if (rows == null) {
            return ROWS_MAX;
        }
        if (rows < 1 || rows > ROWS_MAX_MAX || rows != Math.rint(rows)) {
            value.refuse(expected);
        }
        return rows.intValue();
    }

    private static Cache cache(YamlValue value) {
        if (!value.isMap()) {
            Duration ttl = value.duration(Duration.ZERO);
            return ttl == null ? Cache.NONE : new Cache(ttl, Duration.ZERO);
        }
        YamlMap map = value.map("a duration or a map").only("ttl", "stale");
        YamlValue fresh = map.require("ttl", "how long an answer is fresh");
        Duration ttl = fresh == null ? null : fresh.duration(Duration.ZERO);
        Duration stale = map.read("stale", after -> after.duration(Duration.ZERO), Duration.ZERO);
        return ttl == null ? Cache.NONE : new Cache(ttl, stale);
    }
}
