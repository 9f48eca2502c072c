package datalab.lab.yaml.scenario;

import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import datalab.lab.yaml.syntax.YamlValue;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code keys:} of a scenario, or of one of its changes: some of the stream's keys, as texts. */
final class KeySection {
    private static final int KEYS_MAX = 1_000;

    private final EventStream stream;
    private final Set<String> among;

    /** @param among which they must be; empty for any */
    KeySection(EventStream stream, Set<String> among) {
        this.stream = stream;
        this.among = among;
    }

    @Nullable
    Set<String> read(YamlValue value) {
        String key = stream.key();
        if (key == null) {
            value.refuseName("keys of " + stream.name() + ", which has no key", "none, or a stream with key:", null);
            return null;
        }
        List<YamlValue> items = value.oneOrMore();
        if (items.isEmpty() || items.size() > KEYS_MAX) {
            value.refuse(items.size() + " keys", "1 to " + KEYS_MAX);
        }
        Field.Type type = stream.field(key).orElseThrow().type();
        Set<String> keys = new LinkedHashSet<>();
        for (YamlValue item : items.stream().limit(KEYS_MAX).toList()) {
            String text = text(item, type);
            if (text != null && !keys.add(text)) {
                item.refuse(item.found() + " a second time", "each key once");
            }
            if (text != null && !among.isEmpty() && !among.contains(text)) {
                item.refuse(item.found(), "a key that the scenario's own keys: name");
            }
        }
        return keys;
    }

    private static @Nullable String text(YamlValue item, Field.Type type) {
        return switch (type) {
            case STRING, TIME -> item.text("a key, which is a text: in quotes where it looks like a number");
            case NUMBER -> text(item.number("a key, which is a number"));
            case BOOLEAN -> text(item.flag());
            case INTEGER -> whole(item);
        };
    }

    private static @Nullable String whole(YamlValue item) {
        String expected = "a key, which is a whole number";
        Double number = item.number(expected);
        if (number != null && number != Math.rint(number)) {
            item.refuse(expected);
            return null;
        }
        return number == null ? null : String.valueOf(number.longValue());
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }
}
