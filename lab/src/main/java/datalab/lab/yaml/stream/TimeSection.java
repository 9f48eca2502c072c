package datalab.lab.yaml.stream;

import datalab.lab.time.TimePattern;
import datalab.lab.time.TimeRule;
import datalab.lab.time.TimeRule.Dst;
import datalab.lab.time.TimeUnit;
import datalab.lab.yaml.syntax.Durations;
import datalab.lab.yaml.syntax.LabNames;
import datalab.lab.yaml.syntax.Suggestion;
import datalab.lab.yaml.syntax.YamlMap;
import datalab.lab.yaml.syntax.YamlValue;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A stream's {@code time:} and {@code zone:}: the field that carries the event time, and how times are read. */
public final class TimeSection {
    private static final String NONE = "none";
    private static final Map<String, Dst> DST = dst();

    /** What people mean where they wrote it nearly so. */
    private static final List<String> PATTERNS = List.of(
            "yyyyMMdd",
            "yyyyMMddHH",
            "yyyyMMddHHmm",
            "yyyyMMddHHmmss",
            "yyyy-MM-dd",
            "yyyy-MM-dd HH:mm",
            "yyyy-MM-dd HH:mm:ss",
            "yyyy/MM/dd HH:mm:ss",
            "dd.MM.yyyy",
            "dd.MM.yyyy HH:mm",
            "dd.MM.yyyy HH:mm:ss",
            "dd/MM/yyyy HH:mm:ss",
            "MM/dd/yyyy HH:mm:ss");

    private final List<String> fields;

    TimeSection(List<String> fields) {
        this.fields = fields;
    }

    /** @param field that carries the event time; null where none does */
    record Time(@Nullable String field, TimeRule rule) {}

    /** Reads what a stream says of its times. */
    Time read(YamlMap stream) {
        ZoneId zone = stream.read("zone", TimeSection::zone, TimeRule.UTC.zone());
        YamlValue time = stream.get("time");
        if (time == null) {
            return new Time(null, TimeRule.in(zone));
        }
        if (!time.isMap()) {
            return new Time(field(time), new TimeRule(zone, null, Dst.REJECT, TimeRule.FUTURE_DEFAULT));
        }
        YamlMap map = time.map("a name, or a map").only("field", "format", "zone", "future", "dst");
        YamlValue own = map.get("zone");
        if (own != null && stream.has("zone")) {
            own.refuseName("a zone beside the stream's own", "one of the two", null);
        }
        YamlValue field = map.require("field", "the name of the field that carries the event time");
        return new Time(field == null ? null : field(field), rule(map, map.read("zone", TimeSection::zone, zone)));
    }

    private static TimeRule rule(YamlMap map, ZoneId zone) {
        YamlValue future = map.get("future");
        return new TimeRule(
                zone,
                map.read("format", TimeSection::format),
                map.read("dst", value -> value.choice(DST), Dst.REJECT),
                future == null ? TimeRule.FUTURE_DEFAULT : future(future));
    }

    private @Nullable String field(YamlValue value) {
        String name = value.text("the name of the field that carries the event time");
        if (name == null) {
            return null;
        }
        if (fields.contains(name)) {
            value.refuse("a name that is not among the fields: naming it here is what declares it");
        } else if (!LabNames.isColumn(name)) {
            value.refuse(LabNames.columnExpected());
        }
        return name;
    }

    private static @Nullable String format(YamlValue value) {
        String expected =
                "a pattern of date and time such as yyyyMMddHH or \"dd.MM.yyyy HH:mm\", or what a number counts since"
                        + " 1970: seconds, milliseconds, microseconds or nanoseconds";
        String format = value.text(expected);
        List<String> units =
                Arrays.stream(TimeUnit.values()).map(TimeUnit::text).toList();
        if (format == null || units.contains(format)) {
            return format;
        }
        String wrong = TimePattern.mistake(format);
        if (wrong != null) {
            List<String> known =
                    Stream.concat(PATTERNS.stream(), units.stream()).toList();
            value.refuse(value.found() + " (" + wrong + ")", expected, Suggestion.of(format, known));
        }
        return wrong == null ? format : null;
    }

    private static @Nullable Duration future(YamlValue value) {
        String text = value.isText() ? value.text(NONE) : "";
        if (text == null || text.equals(NONE)) {
            return null;
        }
        Duration future = Durations.parse(text).orElse(null);
        if (future == null || future.compareTo(Durations.MAX) > 0) {
            String expected = Durations.EXPECTED + ", of at most " + Durations.text(Durations.MAX) + ", or " + NONE;
            value.refuse(value.found(), expected, Suggestion.of(text, List.of(NONE)));
        }
        return future;
    }

    /** A time zone by its name, or an offset. */
    public static @Nullable ZoneId zone(YamlValue value) {
        String expected = "a time zone such as UTC, Europe/Berlin or +08:00";
        String name = value.text(expected);
        if (name == null) {
            return null;
        }
        try {
            return ZoneId.of(name);
        } catch (DateTimeException unknown) {
            value.refuse(value.found(), expected, Suggestion.of(name, new TreeSet<>(ZoneId.getAvailableZoneIds())));
            return null;
        }
    }

    private static Map<String, Dst> dst() {
        Map<String, Dst> choices = new LinkedHashMap<>();
        choices.put("earlier", Dst.EARLIER);
        choices.put("later", Dst.LATER);
        choices.put("reject", Dst.REJECT);
        return choices;
    }
}
