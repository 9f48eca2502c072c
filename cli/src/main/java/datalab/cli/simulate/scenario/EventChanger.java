package datalab.cli.simulate.scenario;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import datalab.lab.event.Origin;
import datalab.lab.scenario.Scenario;
import datalab.lab.scenario.ScenarioChanges;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes the events of a scenario from others: what no change is on stays as it was written. Thread-safe. */
final class EventChanger {
    /** Reads numbers so that they are written again as they were. */
    static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private final Scenario scenario;
    private final ScenarioChanges changes;
    private final EventStream stream;
    private final List<Field> numbers;

    EventChanger(Scenario scenario, ScenarioChanges changes) {
        this.scenario = scenario;
        this.changes = changes;
        this.stream = scenario.stream();
        this.numbers = stream.fields().stream()
                .filter(field -> field.type() == Field.Type.NUMBER || field.type() == Field.Type.INTEGER)
                .filter(field -> !field.name().equals(stream.key()))
                .toList();
    }

    /** What becomes of an event; null where it has no part in the scenario, or is left out. Its own members are not changed. */
    @Nullable
    SimulatedEvent changed(ObjectNode event, Instant time) {
        String key = key(event);
        if (!scenario.takes(key) || changes.isOffline(key, time)) {
            return null;
        }
        ObjectNode simulated = event.objectNode();
        for (Map.Entry<String, JsonNode> member : event.properties()) {
            if (!member.getKey().startsWith("_")) {
                simulated.set(member.getKey(), member.getValue());
            }
        }
        numbers.forEach(field -> change(simulated, field, key, time));
        stream.generated().ifPresent(field -> simulated.remove(field.name())); // it gets a number of its own
        simulated.put(Objects.requireNonNull(stream.time()), time.toString());
        simulated.put(Scenario.FIELD, scenario.name());
        simulated.put("_origin", Origin.SIMULATED.text());
        return new SimulatedEvent(time, bytes(simulated));
    }

    private void change(ObjectNode event, Field field, String key, Instant time) {
        JsonNode node = event.get(field.name());
        if (node == null || !node.isNumber()) {
            return;
        }
        double value = node.doubleValue();
        double changed = changes.changed(field, key, time, value);
        if (changed == value) {
            return;
        }
        if (field.type() == Field.Type.INTEGER) {
            event.put(field.name(), (long) changed);
        } else {
            event.put(field.name(), changed);
        }
    }

    /** The key as a scenario names it. */
    private String key(ObjectNode event) {
        if (stream.key() == null) {
            return "";
        }
        JsonNode node = event.path(stream.key());
        boolean isNumber = stream.field(stream.key()).orElseThrow().type() == Field.Type.NUMBER;
        return isNumber ? String.valueOf(node.doubleValue()) : node.asText();
    }

    private static byte[] bytes(ObjectNode event) {
        try {
            return JSON.writeValueAsBytes(event);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of JSON can be written", e);
        }
    }
}
