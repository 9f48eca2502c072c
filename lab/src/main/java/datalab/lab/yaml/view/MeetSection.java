package datalab.lab.yaml.view;

import datalab.lab.aggregate.fold.Aggregate;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import datalab.lab.view.ContactRule;
import datalab.lab.view.Meet;
import datalab.lab.view.View;
import datalab.lab.view.Windows;
import datalab.lab.yaml.stream.DeclaredStream;
import datalab.lab.yaml.stream.FieldSection;
import datalab.lab.yaml.stream.RetainSection;
import datalab.lab.yaml.syntax.LabNames;
import datalab.lab.yaml.syntax.YamlMap;
import datalab.lab.yaml.syntax.YamlValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One view under {@code views:} with {@code meet:}: its rows are pairs of those who were near each other. */
final class MeetSection {
    /** Beyond these limits nearly all entities meet, with a contact for each pair of events. */
    private static final double METRES_MAX = 1_000;

    private static final Duration WITHIN_MAX = Duration.ofDays(1);
    private static final Duration WITHIN_MIN = Duration.ofSeconds(1);
    private static final String MAP_EXPECTED = "a map such as {distance: 5, within: 10m}";
    private static final List<String> NAMES = List.of("of", "who", "meet", "every", "batch");

    private final YamlMap map;
    private final @Nullable DeclaredStream source;

    /** @param source the stream that {@code of:} names; null where it names none */
    MeetSection(YamlMap map, @Nullable DeclaredStream source) {
        this.map = map;
        this.source = source;
    }

    View read(String lab, String name, @Nullable Windows every) {
        map.only(names(map));
        EventStream stream = source == null ? null : source.stream();
        YamlValue section = map.require("meet", MAP_EXPECTED);
        if (section != null
                && source != null
                && source.sound()
                && source.stream().position() == null) {
            section.refuseName("a stream without positions", "a stream with position:", null);
        }
        YamlValue named = map.require("who", "the field that tells one from others");
        String who = named == null || stream == null ? null : who(named, stream);
        YamlMap meet =
                section == null ? map.nothing() : section.map(MAP_EXPECTED).only("distance", "within");
        Double metres = required(meet, "distance", "how near is near, in metres", MeetSection::metres);
        Duration within =
                required(meet, "within", "how close in time", value -> value.duration(WITHIN_MIN, WITHIN_MAX));
        return view(
                lab,
                name,
                every,
                new Meet(
                        stream == null ? "" : stream.name(),
                        who == null ? "" : who,
                        metres == null ? 0 : metres,
                        within == null ? WITHIN_MIN : within));
    }

    /** With an output, which there cannot be: a mistake of its own says so. */
    private static String[] names(YamlMap map) {
        List<String> names = new ArrayList<>(NAMES);
        for (String name : List.of(OriginSection.NAME, RetainSection.NAME, WindowsSection.ZONE)) {
            if (!ViewSection.isColumn(map, name)) {
                names.add(name);
            }
        }
        if (map.has(ViewSection.OUT) && !ViewSection.isColumn(map, ViewSection.OUT)) {
            names.add(ViewSection.OUT);
        }
        return names.toArray(String[]::new);
    }

    private static View view(String lab, String name, @Nullable Windows every, Meet meet) {
        return new View(
                lab,
                name,
                ContactRule.streamName(name, meet.of()),
                List.of(meet.who(), meet.other()),
                every,
                ContactRule.AGGREGATES,
                meet,
                View.OBSERVED,
                null);
    }

    private static @Nullable String who(YamlValue named, EventStream stream) {
        String who = named.oneOf(stream.fields().stream().map(Field::name).toList());
        if (who == null) {
            return null;
        }
        Field.Type type = stream.field(who).orElseThrow().type();
        if (type != Field.Type.INTEGER && type != Field.Type.STRING) {
            named.refuse("a field of the type " + FieldSection.name(type), "one of the type integer or string");
        } else if (!LabNames.isColumn(Meet.OTHER + who)
                || ContactRule.AGGREGATES.stream().map(Aggregate::name).anyMatch(who::equals)) {
            named.refuse(
                    YamlValue.quoted(who),
                    "a field of another name, as the view has columns of its own and one called " + Meet.OTHER + who);
        }
        return who;
    }

    private static <T> @Nullable T required(
            YamlMap map, String name, String expected, Function<YamlValue, @Nullable T> reader) {
        YamlValue value = map.require(name, expected);
        return value == null ? null : reader.apply(value);
    }

    private static @Nullable Double metres(YamlValue value) {
        String expected = "a number of metres from 0 to " + Math.round(METRES_MAX);
        Double metres = value.number(expected);
        if (metres != null && (metres < 0 || metres > METRES_MAX)) {
            value.refuse(expected);
            return null;
        }
        return metres;
    }
}
