package datalab.lab.yaml.route;

import datalab.lab.Route;
import datalab.lab.Route.Cache;
import datalab.lab.Route.Reach;
import datalab.lab.Route.Shown;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import datalab.lab.yaml.endpoint.Endpoint;
import datalab.lab.yaml.stream.DeclaredStream;
import datalab.lab.yaml.syntax.YamlMap;
import datalab.lab.yaml.syntax.YamlValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a {@code near:} route: the events of others near those of a given entity. */
final class NearSection {
    /** A straight-line distance that spans most of a country; a larger query would read most of the archive. */
    private static final double METRES_MAX = 100_000;

    private static final double METRES = 5;
    private static final Duration WITHIN_MIN = Duration.ofSeconds(1);
    private static final String ANY = YamlValue.quoted("any");
    private static final List<String> PERIOD = List.of("from", "to");
    private static final int SHOWN_MAX = 10;

    private final Map<String, DeclaredStream> streams;
    private final Endpoint endpoint;

    NearSection(Map<String, DeclaredStream> streams, Endpoint endpoint) {
        this.streams = streams;
        this.endpoint = endpoint;
    }

    Route.Near read(YamlMap map, YamlValue near) {
        String name = near.oneOf(streams.keySet());
        DeclaredStream declared = name == null ? null : streams.get(name);
        EventStream stream = declared != null && declared.sound() ? declared.stream() : null;
        if (stream != null && stream.position() == null) {
            near.refuse("a stream without positions", "a stream with position:");
        }
        YamlValue named = map.require("who", "the field that tells one from others");
        String who = named == null ? null : stream == null ? named.text("a field") : named.oneOf(names(stream));
        List<String> period = map.read("period", NearSection::period, PERIOD);
        boolean refers = stream == null
                || who == null
                || stream.field(who).filter(field -> field.reference() != null).isPresent();
        return new Route.Near(
                endpoint.method(),
                endpoint.parameters().isEmpty() ? "/{id}" : endpoint.path(),
                name == null ? "" : name,
                who == null ? "" : who,
                reach(map),
                period.getFirst(),
                period.getLast(),
                map.read("show", value -> show(value, refers), everything(refers)),
                map.read("time", RouteSection::timePattern),
                map.read("max_rows", RouteSection::maxRows, RouteSection.ROWS_MAX),
                map.read("cache", RouteSection::cache, Cache.NONE));
    }

    private static Reach reach(YamlMap map) {
        YamlValue section = map.get("distance");
        YamlMap distance = section == null
                ? map.nothing()
                : section.map("a map such as {default: 5, max: 1000}").only("default", "max");
        double max = distance.read("max", value -> metres(value, METRES_MAX), METRES_MAX);
        double metres = distance.read("default", value -> metres(value, max), Math.min(METRES, max));
        Duration within = map.read("within", NearSection::within);
        return new Reach(metres, max, within);
    }

    private static @Nullable Double metres(YamlValue value, double max) {
        String expected = "a number of metres from 0 to " + Math.round(max);
        Double metres = value.number(expected);
        if (metres != null && (metres < 0 || metres > max)) {
            value.refuse(expected);
            return null;
        }
        return metres;
    }

    private static @Nullable Duration within(YamlValue value) {
        YamlValue inside =
                value.map("{default: any}, or {default: 15m}").only("default").get("default");
        if (inside == null || (inside.isText() && inside.found().equals(ANY))) {
            return null;
        }
        return inside.duration(WITHIN_MIN);
    }

    private static @Nullable List<String> period(YamlValue value) {
        String expected = "the names of two parameters, such as [start_date, end_date]";
        List<YamlValue> items = value.list(expected);
        if (value.isList() && items.size() != 2) {
            value.refuse(items.size() + " values", expected);
        }
        List<String> names = new ArrayList<>();
        for (YamlValue item : items) {
            String name = item.text(expected);
            if (name != null && names.contains(name)) {
                item.refuse("two different names");
            } else if (name != null) {
                names.add(name);
            }
        }
        return items.size() == 2 && names.size() == 2 ? names : null;
    }

    private static Map<String, Shown> show(YamlValue value, boolean refers) {
        Map<String, Shown> shown = new LinkedHashMap<>();
        Map<String, Shown> choices = everything(refers);
        for (YamlValue member :
                value.map("a map such as {location: event, person: who}").all(SHOWN_MAX)) {
            Shown choice = member.choice(choices);
            if (choice != null) {
                shown.put(member.name(), choice);
            }
        }
        return shown;
    }

    /** Without a reference there is no entity to show. */
    private static Map<String, Shown> everything(boolean refers) {
        Map<String, Shown> all = new LinkedHashMap<>();
        for (Shown shown : Shown.values()) {
            if (refers || shown != Shown.WHO) {
                all.put(shown.name().toLowerCase(Locale.ROOT), shown);
            }
        }
        return all;
    }

    private static List<String> names(EventStream stream) {
        return stream.fields().stream().map(Field::name).toList();
    }
}
