package datalab.lab.yaml.view;

import datalab.lab.Schedule;
import datalab.lab.aggregate.Aggregates;
import datalab.lab.aggregate.fold.Aggregate;
import datalab.lab.aggregate.pick.KeepLast;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import datalab.lab.view.View;
import datalab.lab.view.Windows;
import datalab.lab.yaml.stream.DeclaredStream;
import datalab.lab.yaml.stream.RetainSection;
import datalab.lab.yaml.syntax.LabNames;
import datalab.lab.yaml.syntax.Suggestion;
import datalab.lab.yaml.syntax.YamlMap;
import datalab.lab.yaml.syntax.YamlValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One view under {@code views:}. What is not one of its known names is an aggregate. */
public final class ViewSection {
    /** The name under which a view's outputs stand. */
    public static final String OUT = "out";

    private static final List<String> KNOWN = List.of(
            "of",
            "by",
            "every",
            WindowsSection.ZONE,
            "keep",
            "batch",
            OriginSection.NAME,
            RetainSection.NAME,
            "who",
            "meet",
            OUT);
    /** Added when labs were written that may have columns of these names. */
    private static final List<String> ALSO_COLUMNS =
            List.of(WindowsSection.ZONE, OriginSection.NAME, RetainSection.NAME, OUT);

    private static final int AGGREGATES_MAX = 200;

    private final String lab;
    private final Map<String, DeclaredStream> streams;
    private final Map<String, Schedule> schedules;

    /**
     * Reads views of one lab.
     *
     * @param schedules where their schedules are put, by the name of the view
     */
    public ViewSection(String lab, Map<String, DeclaredStream> streams, Map<String, Schedule> schedules) {
        this.lab = lab;
        this.streams = streams;
        this.schedules = schedules;
    }

    public DeclaredView read(YamlValue value) {
        int before = value.mistakes().size();
        YamlMap map = value.map("a map with of: and what to keep");
        YamlValue of = map.require("of", "the stream it is folded from");
        String stream = of == null ? null : of.oneOf(streams.keySet());
        DeclaredStream source = stream == null ? null : streams.get(stream);
        Windows every = WindowsSection.read(map);
        Schedule schedule = map.read("batch", ScheduleSection::read);
        if (schedule != null) {
            schedules.put(value.name(), schedule);
        }
        boolean meets = map.has("meet") || map.has("who");
        View view =
                meets ? new MeetSection(map, source).read(lab, value.name(), every) : folded(value, map, source, every);
        view = view.withOrigins(OriginSection.read(map)).withRetain(retain(map, every));
        boolean sound = value.mistakes().size() == before && source != null && source.sound();
        return new DeclaredView(view, source == null ? null : source.stream(), sound);
    }

    private static @Nullable Duration retain(YamlMap map, @Nullable Windows every) {
        if (isColumn(map, RetainSection.NAME)) {
            return null;
        }
        Duration retain = RetainSection.read(map);
        if (retain != null && every == null && !map.has("every")) {
            RetainSection.refuse(map, "a view without windows", "every: as well, since rows go with their windows");
        }
        return retain;
    }

    private View folded(YamlValue value, YamlMap map, @Nullable DeclaredStream source, @Nullable Windows every) {
        List<String> by = by(map.get("by"), source);
        List<Aggregate> aggregates = aggregates(map, by, source);
        if (value.isMap() && !map.has("keep") && map.others(known(map)).isEmpty()) {
            value.refuseName("nothing to keep", "keep: last, or aggregates such as n: count", null);
        }
        String stream = source == null ? "" : source.stream().name();
        return new View(lab, value.name(), stream, by, every, aggregates, null, View.OBSERVED, null);
    }

    /** Whether a view has a column of a name that it knows, as in {@code origin: count}. */
    public static boolean isColumn(YamlMap map, String name) {
        YamlValue value = ALSO_COLUMNS.contains(name) ? map.get(name) : null;
        String text = value != null && value.isText() ? value.text(name) : null;
        AggregateCall call = text == null ? null : AggregateCall.parse(text);
        return call != null
                && Aggregates.ALL.stream().anyMatch(function -> function.name().equals(call.function()));
    }

    /** The names that are no columns. */
    private static List<String> known(YamlMap map) {
        return KNOWN.stream().filter(name -> !isColumn(map, name)).toList();
    }

    private static List<String> by(@Nullable YamlValue section, @Nullable DeclaredStream source) {
        return section == null || source == null ? List.of() : fields(section, source.stream());
    }

    /** One or more fields of a stream, each once. */
    public static List<String> fields(YamlValue section, EventStream stream) {
        List<String> by = new ArrayList<>();
        List<String> fields = stream.fields().stream().map(Field::name).toList();
        for (YamlValue item : section.oneOrMore()) {
            String name = item.oneOf(fields);
            if (name != null && by.contains(name)) {
                item.refuse("each field once");
            } else if (name != null) {
                by.add(name);
            }
        }
        return by;
    }

    private static List<Aggregate> aggregates(YamlMap map, List<String> by, @Nullable DeclaredStream source) {
        List<Aggregate> aggregates = new ArrayList<>();
        YamlValue keep = map.get("keep");
        if (keep != null && keep.oneOf(List.of("last")) != null) {
            aggregates.add(new KeepLast("last"));
        }
        map.all(AGGREGATES_MAX);
        for (YamlValue value :
                map.others(known(map)).stream().limit(AGGREGATES_MAX).toList()) {
            checkName(value, by, keep);
            Aggregate aggregate = new AggregateSection(value, source).read(Suggestion.of(value.name(), KNOWN));
            if (aggregate != null) {
                aggregates.add(aggregate);
            }
        }
        return aggregates;
    }

    private static void checkName(YamlValue value, List<String> by, @Nullable YamlValue keep) {
        LabNames.checkColumn(value);
        if (by.contains(value.name())) {
            value.refuseName("an aggregate with the name of a group-by field", "another name", null);
        } else if (keep != null) {
            value.refuseName("an aggregate beside keep", "it in a view of its own", null);
        }
    }
}
