package datalab.lab.yaml.forecast;

import datalab.forecast.External;
import datalab.forecast.ModelMethod;
import datalab.lab.forecast.Model;
import datalab.lab.forecast.ScoreEvents;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import datalab.lab.yaml.stream.DeclaredStream;
import datalab.lab.yaml.syntax.YamlMap;
import datalab.lab.yaml.syntax.YamlValue;
import datalab.lab.yaml.view.ScheduleSection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One model under {@code models:}. */
final class ModelSection {
    private static final Duration EVERY_MIN = Duration.ofSeconds(1);
    private static final Duration EVERY_MAX = Duration.ofDays(7);
    private static final int HORIZONS_MAX = 10;

    private final String lab;
    private final Map<String, DeclaredStream> streams;

    ModelSection(String lab, Map<String, DeclaredStream> streams) {
        this.lab = lab;
        this.streams = streams;
    }

    @Nullable
    Model read(YamlValue value) {
        YamlMap map = value.map("a map with of:, value:, method: and every:");
        YamlValue of = map.require("of", "the stream whose values are expected");
        String stream = of == null ? null : of.oneOf(streamNames());
        String field = stream == null ? null : field(map, Objects.requireNonNull(of), stream);
        YamlValue everyValue = map.require("every", "the length of a slot, such as 1h");
        Duration every = everyValue == null ? null : everyValue.duration(EVERY_MIN, EVERY_MAX);
        MethodSection methods = new MethodSection(map, every);
        ModelMethod method = methods.read();
        map.only(methods.names());
        List<Integer> horizons = every == null ? List.of() : horizons(map, every);
        if (of != null && stream != null && method instanceof External && !horizons.isEmpty()) {
            Duration longest = Objects.requireNonNull(every).multipliedBy(horizons.getLast());
            ExternalSection.check(of, Objects.requireNonNull(streams.get(stream)).stream(), longest);
        }
        if (stream == null || field == null || every == null || method == null || horizons.isEmpty()) {
            return null;
        }
        return new Model(
                lab,
                value.name(),
                map.line("title", "text in quotes", value.name()),
                stream,
                field,
                every,
                method,
                horizons,
                map.read("fit", ScheduleSection::cron));
    }

    /** All but the stream of scores, since a model would expect what it expects. */
    private List<String> streamNames() {
        List<String> names = new ArrayList<>(streams.keySet());
        names.remove(ScoreEvents.STREAM);
        return names;
    }

    private @Nullable String field(YamlMap map, YamlValue of, String name) {
        EventStream stream = Objects.requireNonNull(streams.get(name)).stream();
        if (stream.key() == null) {
            of.refuse(of.found() + ", which has no key", "a stream with key:, as each key is modelled by itself");
        }
        List<String> numbers = stream.fields().stream()
                .filter(field -> field.type() == Field.Type.NUMBER || field.type() == Field.Type.INTEGER)
                .map(Field::name)
                .filter(field -> !field.equals(stream.key()))
                .toList();
        YamlValue value = map.require("value", "the field that is expected");
        return value == null ? null : value.oneOf(numbers);
    }

    /** In slots; one slot where nothing is said. */
    private static List<Integer> horizons(YamlMap map, Duration every) {
        YamlValue section = map.get("horizons");
        if (section == null) {
            return List.of(1);
        }
        TreeSet<Integer> slots = new TreeSet<>();
        List<YamlValue> all = section.oneOrMore();
        if (all.size() > HORIZONS_MAX) {
            section.refuse(all.size() + " horizons", "at most " + HORIZONS_MAX);
        }
        for (YamlValue horizon : all) {
            Duration length = horizon.duration(every, every.multipliedBy(Model.HORIZON_MAX));
            if (length != null && length.toNanos() % every.toNanos() != 0) {
                horizon.refuse(horizon.found(), "a whole number of slots, as every: has it");
            } else if (length != null) {
                slots.add(Math.toIntExact(length.dividedBy(every)));
            }
        }
        return List.copyOf(slots);
    }
}
