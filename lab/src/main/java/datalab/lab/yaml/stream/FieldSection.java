package datalab.lab.yaml.stream;

import datalab.lab.stream.Field;
import datalab.lab.yaml.syntax.LabNames;
import datalab.lab.yaml.syntax.YamlMap;
import datalab.lab.yaml.syntax.YamlValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One field of a stream: {@code value: number}, or {@code value: {type: number, unit: "°C"}}. */
public final class FieldSection {
    /** Numbers beyond this are not all exact in a double. */
    private static final double MAX_EXACT = 1L << 53;

    private static final Map<String, Field.Type> TYPES = types();

    private final YamlMap map;
    private final Field.Type type;
    private final ReferenceCheck referrals;

    private FieldSection(YamlMap map, Field.Type type, ReferenceCheck referrals) {
        this.map = map;
        this.type = type;
        this.referrals = referrals;
    }

    /**
     * Reads a field.
     *
     * @param identifies whether it is the stream's key or one of its unique fields, which every event must have
     * @param referrals where it is noted which stream it refers to
     */
    static Field read(YamlValue value, boolean identifies, ReferenceCheck referrals) {
        LabNames.checkColumn(value);
        if (!value.isMap()) {
            return new Field(value.name(), orNumber(value.choice(TYPES)), identifies, null, null, null);
        }
        YamlMap map = value.map("a type, or a map")
                .only("type", "required", "min", "max", "unit", "generated", "references", "as");
        YamlValue type = map.require("type", "one of: " + String.join(", ", TYPES.keySet()));
        return new FieldSection(map, type == null ? Field.Type.NUMBER : orNumber(type.choice(TYPES)), referrals)
                .field(value.name(), identifies);
    }

    private Field field(String name, boolean identifies) {
        Double min = bound("min");
        Double max = bound("max");
        YamlValue top = map.get("max");
        if (min != null && max != null && top != null && min > max) {
            top.refuse("at least the field's min");
        }
        return new Field(
                name,
                type,
                required(identifies),
                min,
                max,
                unit(),
                generated(),
                map.read("references", this::reference),
                asText());
    }

    private boolean generated() {
        YamlValue value = map.get("generated");
        boolean generated = value != null && Boolean.TRUE.equals(value.flag());
        if (value != null && generated && type != Field.Type.INTEGER) {
            value.refuseName("a generated " + name(type), "it of an integer alone", null);
        }
        return generated;
    }

    /** The stream it names is looked for when all have been read. */
    private Field.@Nullable Reference reference(YamlValue value) {
        if (!value.isMap()) {
            return reference(value, false);
        }
        YamlMap map = value.map("the name of a stream, or a map").only("stream", "unknown");
        YamlValue named = map.require("stream", "the stream it refers to");
        String unknown = map.read("unknown", choice -> choice.oneOf(List.of("reject", "keep")));
        return named == null ? null : reference(named, "keep".equals(unknown));
    }

    private Field.@Nullable Reference reference(YamlValue named, boolean keepsUnknown) {
        String stream = named.text("the name of a stream, or a map with stream: and unknown:");
        if (stream == null) {
            return null;
        }
        referrals.note(named, stream, type);
        return new Field.Reference(stream, keepsUnknown);
    }

    private boolean asText() {
        YamlValue value = map.get("as");
        boolean asText = value != null && value.oneOf(List.of("text")) != null;
        if (value != null && type != Field.Type.NUMBER) {
            value.refuseName("as: text of a " + name(type), "it of a number", null);
        }
        return asText;
    }

    public static String name(Field.Type type) {
        return type.name().toLowerCase(Locale.ROOT);
    }

    private boolean required(boolean identifies) {
        YamlValue value = map.get("required");
        Boolean required = value == null ? null : value.flag();
        if (value != null && identifies && Boolean.FALSE.equals(required)) {
            value.refuse("true, as the field is the stream's key or among its unique fields");
        }
        return identifies || Boolean.TRUE.equals(required);
    }

    private @Nullable Double bound(String name) {
        YamlValue value = map.get(name);
        if (value == null) {
            return null;
        }
        return switch (type) {
            case NUMBER -> value.number("a number");
            case INTEGER -> wholeNumber(value, -MAX_EXACT, "a whole number");
            case STRING -> wholeNumber(value, 0, "a number of characters");
            case BOOLEAN, TIME -> {
                value.refuseName("a bound", "none, as the field is neither a number nor a string", null);
                yield null;
            }
        };
    }

    private static @Nullable Double wholeNumber(YamlValue value, double min, String expected) {
        Double number = value.number(expected);
        if (number != null && (number != Math.rint(number) || number < min || number > MAX_EXACT)) {
            value.refuse(expected);
        }
        return number;
    }

    private @Nullable String unit() {
        YamlValue value = map.get("unit");
        if (value != null && type != Field.Type.NUMBER && type != Field.Type.INTEGER) {
            value.refuseName("a unit", "none, as the field is no number", null);
        }
        return value == null ? null : value.line("a unit in quotes, such as \"°C\"");
    }

    private static Field.Type orNumber(Field.@Nullable Type type) {
        return type == null ? Field.Type.NUMBER : type;
    }

    private static Map<String, Field.Type> types() {
        Map<String, Field.Type> types = new LinkedHashMap<>();
        for (Field.Type type : Field.Type.values()) {
            types.put(name(type), type);
        }
        return types;
    }
}
