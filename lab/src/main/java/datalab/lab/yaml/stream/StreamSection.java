package datalab.lab.yaml.stream;

import datalab.lab.stream.EventStream;
import datalab.lab.stream.EventStream.Extra;
import datalab.lab.stream.Field;
import datalab.lab.stream.PositionFields;
import datalab.lab.stream.StreamInputs;
import datalab.lab.yaml.endpoint.ClaimedEndpoints;
import datalab.lab.yaml.input.InputGrammars;
import datalab.lab.yaml.syntax.YamlMap;
import datalab.lab.yaml.syntax.YamlValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One stream under {@code streams:}. */
public final class StreamSection {
    private static final int FIELDS_MAX = 500;

    private static final Map<String, Extra> EXTRA = extra();

    private final String lab;
    private final InputSection inputs;
    private final ReferenceCheck referrals;

    public StreamSection(
            String lab,
            InputGrammars grammars,
            ClaimedEndpoints endpoints,
            BrokerInputCheck brokers,
            ReferenceCheck referrals) {
        this.lab = lab;
        this.inputs = new InputSection(grammars, endpoints, brokers);
        this.referrals = referrals;
    }

    /**
     * The stream.
     *
     * @param models those of the lab
     */
    public DeclaredStream read(YamlValue value, DeclaredModels models) {
        int mistakes = value.mistakes().size();
        YamlMap map = value.map("a map with the stream's fields")
                .only(
                        "key",
                        "time",
                        "zone",
                        "unique",
                        "fields",
                        "extra",
                        "in",
                        "quality",
                        "position",
                        "out",
                        "archive",
                        RetainSection.NAME);
        EventStream stream = stream(value.name(), map, fieldMap(map), models);
        return new DeclaredStream(stream, value.line(), value.mistakes().size() == mistakes);
    }

    private EventStream stream(String name, YamlMap map, YamlMap fieldMap, DeclaredModels models) {
        List<String> names = List.copyOf(fieldMap.names());
        TimeSection.Time time = new TimeSection(names).read(map);
        String key = map.read("key", value -> value.oneOf(names));
        List<String> unique = unique(map, names, time.field(), key);
        List<Field> fields = fields(fieldMap, key, unique);
        return new EventStream(
                lab,
                name,
                key,
                time.field(),
                time.rule(),
                fields,
                map.read("extra", value -> value.choice(EXTRA), Extra.KEEP),
                unique,
                map.read("in", value -> inputs.read(name, value), StreamInputs.NONE),
                new QualitySection(name, fields, models).read(map.get("quality")),
                map.read("position", value -> position(value, fields)),
                RetainSection.read(map));
    }

    private static @Nullable PositionFields position(YamlValue value, List<Field> fields) {
        String expected = "two fields of numbers, the latitude first: [latitude, longitude]";
        List<String> numbers = fields.stream()
                .filter(field -> field.type() == Field.Type.NUMBER)
                .map(Field::name)
                .toList();
        List<YamlValue> items = value.list(expected);
        List<String> names = new ArrayList<>();
        for (YamlValue item : items) {
            String name = item.oneOf(numbers);
            if (name != null && !names.contains(name)) {
                names.add(name);
            }
        }
        if (value.isList() && (items.size() != 2 || names.size() == 1)) {
            value.refuse(items.size() + " values", expected);
        }
        return items.size() == 2 && names.size() == 2 ? new PositionFields(names.get(0), names.get(1)) : null;
    }

    private static YamlMap fieldMap(YamlMap map) {
        YamlValue section = map.require("fields", "at least one field");
        if (section == null) {
            return map.nothing();
        }
        YamlMap fields = section.map("a map of fields by name");
        if (section.isMap() && fields.names().isEmpty()) {
            section.refuse("no field", "at least one");
        }
        return fields;
    }

    private static List<String> unique(YamlMap map, List<String> fields, @Nullable String time, @Nullable String key) {
        YamlValue section = map.get("unique");
        if (section == null) {
            return List.of();
        }
        List<String> candidates = new ArrayList<>(fields);
        if (time != null) {
            candidates.add(time);
        }
        List<String> unique = new ArrayList<>();
        for (YamlValue item : section.oneOrMore()) {
            String name = item.oneOf(candidates);
            if (name != null && unique.contains(name)) {
                item.refuse("each field once");
            } else if (name != null) {
                unique.add(name);
            }
        }
        checkKey(section, unique, map.has("key"), key);
        return unique;
    }

    /** Duplicates must share a partition, or the log's order could not decide which was first. */
    private static void checkKey(YamlValue section, List<String> unique, boolean hasKey, @Nullable String key) {
        if (!hasKey) {
            section.refuse("a stream with unique fields and no key", "key: and one of the unique fields");
        } else if (key != null && !unique.isEmpty() && !unique.contains(key)) {
            section.refuse("the stream's key " + key + " among them, so that repeats meet in one partition");
        }
    }

    private List<Field> fields(YamlMap section, @Nullable String key, List<String> unique) {
        List<Field> fields = new ArrayList<>();
        for (YamlValue value : section.all(FIELDS_MAX)) {
            boolean identifies = value.name().equals(key) || unique.contains(value.name());
            Field field = FieldSection.read(value, identifies, referrals);
            if (field.generated() && fields.stream().anyMatch(Field::generated)) {
                value.refuseName("a second generated field", "one of a stream at most", null);
            }
            fields.add(field);
        }
        return fields;
    }

    private static Map<String, Extra> extra() {
        Map<String, Extra> choices = new LinkedHashMap<>();
        choices.put("keep", Extra.KEEP);
        choices.put("reject", Extra.REJECT);
        return choices;
    }
}
