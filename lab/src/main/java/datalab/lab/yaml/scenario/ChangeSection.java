package datalab.lab.yaml.scenario;

import datalab.lab.scenario.Change;
import datalab.lab.scenario.Change.Effect;
import datalab.lab.scenario.Scenario.Basis;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import datalab.lab.yaml.syntax.YamlMap;
import datalab.lab.yaml.syntax.YamlValue;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One change under {@code changes:}. */
final class ChangeSection {
    private static final List<String> EFFECTS = List.of("scale", "add", "drift", "noise", "offline");
    private static final Duration PER_MIN = Duration.ofSeconds(1);

    private final List<String> fields;
    private final ScopeSection scopes;

    ChangeSection(EventStream stream, ScenarioTimes times, @Nullable Basis basis, Set<String> keys) {
        this.fields = stream.fields().stream()
                .filter(field -> field.type() == Field.Type.NUMBER || field.type() == Field.Type.INTEGER)
                .filter(field -> !field.generated())
                .map(Field::name)
                .filter(name -> !name.equals(stream.key()) && !stream.unique().contains(name))
                .filter(name -> !(basis instanceof Basis.Course(var model, var slots))
                        || model.value().equals(name))
                .toList();
        this.scopes = new ScopeSection(new KeySection(stream, keys), times, basis);
    }

    @Nullable
    Change read(YamlValue value) {
        YamlMap map = value.map("a change, such as {field: value, scale: 0.8}")
                .only(
                        "field", "keys", "from", "to", "days", "hours", "scale", "add", "drift", "per", "noise",
                        "offline");
        Change.Scope scope = scopes.read(map);
        List<String> named = EFFECTS.stream().filter(map::has).toList();
        if (value.isMap() && named.isEmpty()) {
            value.refuse("no effect", YamlValue.oneOfText(EFFECTS));
        }
        named.stream()
                .skip(1)
                .forEach(other ->
                        refuseName(map, other, other + ": beside " + named.getFirst() + ":", "one effect a change"));
        Effect effect = named.isEmpty() ? null : effect(map, named.getFirst());
        return effect == null ? null : new Change(effect, scope);
    }

    private @Nullable Effect effect(YamlMap map, String name) {
        if (!name.equals("drift")) {
            refuseName(map, "per", "per: without drift:", "drift: as well, such as drift: 0.1");
        }
        YamlValue value = map.require(name, "an effect");
        if (value == null) {
            return null;
        }
        if (name.equals("offline")) {
            refuseName(map, "field", "field: beside offline:", "no field, as the whole event is left out");
            return value.isTrue() ? new Effect.Offline() : refused(value, "true");
        }
        YamlValue named = map.require("field", "the field whose values change");
        String field = named == null ? null : named.oneOf(fields);
        Double number = value.number("a number");
        if (name.equals("drift")) {
            YamlValue per = map.require("per", "in how long, such as per: 1d");
            Duration length = per == null ? null : per.duration(PER_MIN);
            return field == null || number == null || length == null ? null : new Effect.Drift(field, number, length);
        }
        return field == null || number == null ? null : effect(name, field, number, value);
    }

    private static @Nullable Effect effect(String name, String field, double number, YamlValue value) {
        return switch (name) {
            case "scale" -> new Effect.Scale(field, number);
            case "add" -> new Effect.Add(field, number);
            default -> number > 0 ? new Effect.Noise(field, number) : refused(value, "a standard deviation above 0");
        };
    }

    private static @Nullable Effect refused(YamlValue value, String expected) {
        value.refuse(expected);
        return null;
    }

    private static void refuseName(YamlMap map, String name, String found, String expected) {
        YamlValue value = map.get(name);
        if (value != null) {
            value.refuseName(found, expected, null);
        }
    }
}
