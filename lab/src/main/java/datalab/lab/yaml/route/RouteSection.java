package datalab.lab.yaml.route;

import datalab.lab.Route;
import datalab.lab.Route.Cache;
import datalab.lab.time.TimePattern;
import datalab.lab.yaml.endpoint.ClaimedEndpoints;
import datalab.lab.yaml.endpoint.Endpoint;
import datalab.lab.yaml.stream.DeclaredStream;
import datalab.lab.yaml.syntax.YamlMap;
import datalab.lab.yaml.syntax.YamlValue;
import datalab.lab.yaml.view.DeclaredView;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One route under {@code routes:}. */
public final class RouteSection {
    static final int ROWS_MAX = 100_000;
    private static final int ROWS_MAX_MAX = 10_000_000;

    private static final List<String> KINDS = List.of("rows", "row", "near", "json");
    private static final String[] NAMES = {
        "rows",
        "row",
        "near",
        "json",
        "join",
        "columns",
        "time",
        "max_rows",
        "cache",
        "who",
        "distance",
        "within",
        "period",
        "show"
    };
    private static final List<String> EVERY_KIND = List.of("max_rows", "cache");

    /** What a route of a kind may say beside its kind and what every route may. */
    private static final Map<String, List<String>> BESIDE = Map.of(
            "rows", List.of("time", "join", "columns"),
            "row", List.of("time"),
            "near", List.of("time", "who", "distance", "within", "period", "show"),
            "json", List.of());

    private final Map<String, DeclaredStream> streams;
    private final ViewRowsSection viewRows;
    private final PartSection parts;
    private final ClaimedEndpoints endpoints;

    public RouteSection(
            Map<String, DeclaredStream> streams, Map<String, DeclaredView> views, ClaimedEndpoints endpoints) {
        this.streams = streams;
        this.viewRows = new ViewRowsSection(streams, views);
        this.parts = new PartSection(views);
        this.endpoints = endpoints;
    }

    public Route read(YamlValue value) {
        YamlMap map = value.map("a map with rows:, row:, near: or json:").only(NAMES);
        Endpoint endpoint = endpoint(value);
        List<YamlValue> kinds =
                KINDS.stream().map(map::get).filter(Objects::nonNull).toList();
        if (kinds.isEmpty()) {
            map.require("rows", "the name of a stream or view, or one of row:, near: and json:");
            return rows(endpoint, map, null);
        }
        YamlValue kind = kinds.getFirst();
        checkBeside(kind.name(), map);
        checkParameters(kind, endpoint, value);
        return switch (kind.name()) {
            case "rows" ->
                viewRows.isOfViews(kind)
                        ? viewRows.read(endpoint, map, kind)
                        : rows(endpoint, map, viewRows.streamOf(map, kind));
            case "row" -> row(endpoint, map, kind);
            case "near" -> new NearSection(streams, endpoint).read(map, kind);
            default -> json(endpoint, map, kind);
        };
    }

    private static void checkBeside(String kind, YamlMap map) {
        for (String name : NAMES) {
            YamlValue beside = map.get(name);
            boolean fits = name.equals(kind)
                    || EVERY_KIND.contains(name)
                    || BESIDE.getOrDefault(kind, List.of()).contains(name);
            if (beside != null && !fits) {
                List<String> others = KINDS.stream()
                        .filter(other -> other.equals(name)
                                || BESIDE.getOrDefault(other, List.of()).contains(name))
                        .map(other -> other + ":")
                        .toList();
                beside.refuseName(name + " beside " + kind, "it in a route of " + String.join(" or ", others), null);
            }
        }
    }

    private static void checkParameters(YamlValue kind, Endpoint endpoint, YamlValue route) {
        int wanted = kind.name().equals("row") || kind.name().equals("near") ? 1 : 0;
        if (endpoint.parameters().size() != wanted) {
            route.refuseName(
                    endpoint.parameters().size() + " parts in braces",
                    wanted == 0 ? "none in a route of " + kind.name() + ":" : "one, such as /persons/{id}",
                    null);
        }
    }

    private static Route rows(Endpoint endpoint, YamlMap map, @Nullable String stream) {
        return new Route.Rows(
                endpoint.method(),
                endpoint.path(),
                stream == null ? "" : stream,
                map.read("time", RouteSection::timePattern),
                map.read("max_rows", RouteSection::maxRows, ROWS_MAX),
                map.read("cache", RouteSection::cache, Cache.NONE));
    }

    private Route row(Endpoint endpoint, YamlMap map, YamlValue row) {
        String named = row.oneOf(streams.keySet());
        String stream = named == null ? "" : named;
        DeclaredStream declared = streams.get(stream);
        String field =
                endpoint.parameters().isEmpty() ? "" : endpoint.parameters().getFirst();
        if (declared != null && declared.sound() && declared.stream().indexOf(field) < 0) {
            row.refuse("a stream without a field " + field, "one with the field that the path names in braces");
        }
        return new Route.Row(
                endpoint.method(),
                endpoint.path(),
                stream,
                field,
                map.read("time", RouteSection::timePattern),
                map.read("cache", RouteSection::cache, Cache.NONE));
    }

    private Route json(Endpoint endpoint, YamlMap map, YamlValue json) {
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
                    "GET and a path of letters, digits and . _ ~ -, such as GET /air_quality or GET /persons/{id}",
                    null);
            return new Endpoint("GET", "/");
        }
        endpoints.claim(endpoint, value, (found, expected) -> value.refuseName(found, expected, null));
        return endpoint;
    }

    static @Nullable String timePattern(YamlValue value) {
        String expected = "a pattern of date and time such as \"yyyy-MM-dd HH:mm:ss\"";
        String pattern = value.text(expected);
        if (pattern == null) {
            return null;
        }
        try {
            DateTimeFormatter format = TimePattern.writing(pattern);
            if (pattern.isBlank()
                    || format.format(Instant.EPOCH.atZone(ZoneOffset.UTC)).isBlank()) {
                value.refuse(expected);
            }
        } catch (IllegalArgumentException | DateTimeException wrong) {
            value.refuse(value.found() + " (" + wrong.getMessage() + ")", expected);
        }
        return pattern;
    }

    static int maxRows(YamlValue value) {
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

    static Cache cache(YamlValue value) {
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
