package datalab.lab.yaml.route;

import datalab.lab.Route;
import datalab.lab.Route.Part;
import datalab.lab.yaml.syntax.YamlMap;
import datalab.lab.yaml.syntax.YamlValue;
import datalab.lab.yaml.view.DeclaredView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads the members of a route's {@code json:}. */
final class PartSection {
    private static final int PARTS_MAX = 50;
    private static final List<String> KINDS = List.of("one", "total", "running");
    private static final String KINDS_EXPECTED = "exactly one of: " + String.join(", ", KINDS);
    private static final String JSON_EXPECTED = "a map of names, such as Count: {view: joined, total: n}";
    private static final String ROW_ID = "row_id";
    private static final String TIME = "time";

    private final Map<String, DeclaredView> views;

    PartSection(Map<String, DeclaredView> views) {
        this.views = views;
    }

    Map<String, Part> read(YamlValue json) {
        YamlMap map = json.map(JSON_EXPECTED);
        if (json.isMap() && map.names().isEmpty()) {
            json.refuse("an empty map", JSON_EXPECTED);
        }
        Map<String, Part> parts = new LinkedHashMap<>();
        for (YamlValue value : map.all(PARTS_MAX)) {
            Part part = part(value);
            if (part != null) {
                parts.put(value.name(), part);
            }
        }
        return parts;
    }

    private @Nullable Part part(YamlValue value) {
        YamlMap map = value.map("a map with view: and " + KINDS_EXPECTED).only("view", "one", "total", "running", "as");
        YamlValue named = map.require("view", "the name of a view");
        String name = named == null ? null : named.oneOf(views.keySet());
        List<YamlValue> kinds =
                KINDS.stream().map(map::get).filter(Objects::nonNull).toList();
        if (value.isMap() && kinds.size() != 1) {
            value.refuseName(
                    kinds.isEmpty() ? "nothing to show" : kinds.size() + " things to show", KINDS_EXPECTED, null);
        }
        YamlValue as = map.get("as");
        if (as != null && !map.has("running")) {
            as.refuseName("as", "it beside running: alone", null);
        }
        DeclaredView view = name == null ? null : views.get(name);
        return view == null || kinds.size() != 1 ? null : part(view, kinds.getFirst(), map);
    }

    private static @Nullable Part part(DeclaredView view, YamlValue kind, YamlMap map) {
        String name = view.view().name();
        String column = view.sound() ? kind.oneOf(view.columns()) : kind.text("the name of an aggregate");
        if (column == null) {
            return null;
        }
        return switch (kind.name()) {
            case "one" -> {
                checkOneRow(view, kind);
                yield new Route.One(name, column);
            }
            case "total" -> new Route.Total(name, column);
            default -> {
                checkWindows(view, kind);
                yield new Route.Running(name, column, entries(map.require("as", "what an entry shows"), column));
            }
        };
    }

    private static void checkOneRow(DeclaredView view, YamlValue kind) {
        if (view.sound() && (!view.view().by().isEmpty() || view.view().every() != null)) {
            kind.refuseName("one of a view of many rows", "a view without by: and every:, or total:", null);
        }
    }

    private static void checkWindows(DeclaredView view, YamlValue kind) {
        if (view.sound() && view.view().every() == null) {
            kind.refuseName("running over a view without windows", "a view with every:, or total:", null);
        }
    }

    private static Map<String, Route.Entry> entries(@Nullable YamlValue section, String column) {
        Map<String, Route.Entry> entries = new LinkedHashMap<>();
        if (section == null) {
            return entries;
        }
        // First, so that an aggregate of the name row_id or time does not take their place.
        Map<String, Route.Entry> choices = new LinkedHashMap<>(Map.of(column, Route.Entry.VALUE));
        choices.put(ROW_ID, Route.Entry.ROW_ID);
        choices.put(TIME, Route.Entry.TIME);
        String expected = "a map such as {id: row_id, time: time, total: " + column + "}";
        YamlMap map = section.map(expected);
        if (section.isMap() && map.names().isEmpty()) {
            section.refuse("an empty map", expected);
        }
        for (YamlValue value : map.all(PARTS_MAX)) {
            Route.Entry entry = value.choice(choices);
            if (entry != null) {
                entries.put(value.name(), entry);
            }
        }
        return entries;
    }
}
