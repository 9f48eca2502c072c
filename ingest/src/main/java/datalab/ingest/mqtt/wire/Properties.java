package datalab.ingest.mqtt.wire;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The properties of one packet. Immutable; equal where the same object.
 *
 * @param values numbers as Long, texts as String, bytes as byte[]
 * @param user in the order in which they came
 */
public record Properties(Map<Property, Object> values, List<UserProperty> user) {
    public static final Properties NONE = new Properties(Map.of(), List.of());

    /** A name and a value that mean something to clients only. */
    public record UserProperty(String name, String value) {}

    public Properties {
        user = List.copyOf(user);
    }

    public boolean isEmpty() {
        return values.isEmpty() && user.isEmpty();
    }

    public long number(Property property, long otherwise) {
        return values.get(property) instanceof Long number ? number : otherwise;
    }

    public @Nullable String text(Property property) {
        return values.get(property) instanceof String text ? text : null;
    }

    public boolean has(Property property) {
        return values.containsKey(property);
    }

    public Properties with(Property property, Object value) {
        Map<Property, Object> more = new EnumMap<>(Property.class);
        more.putAll(values);
        more.put(property, value);
        return new Properties(more, user);
    }

    public Properties withUser(String name, String value) {
        return new Properties(
                values,
                Stream.concat(user.stream(), Stream.of(new UserProperty(name, value)))
                        .toList());
    }

    public Properties without(Property property) {
        if (!has(property)) {
            return this;
        }
        Map<Property, Object> fewer = new EnumMap<>(Property.class);
        fewer.putAll(values);
        fewer.remove(property);
        return new Properties(fewer, user);
    }

    /** What of a message's properties its subscribers get. */
    public Properties forwarded() {
        if (isEmpty()) {
            return NONE;
        }
        Map<Property, Object> kept = new EnumMap<>(Property.class);
        values.forEach((property, value) -> {
            if (Property.FORWARDED.contains(property)) {
                kept.put(property, value);
            }
        });
        return new Properties(kept, user);
    }
}
