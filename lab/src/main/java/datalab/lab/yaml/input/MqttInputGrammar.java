package datalab.lab.yaml.input;

import datalab.lab.input.MqttInput;
import datalab.lab.yaml.endpoint.ClaimedEndpoints;
import datalab.lab.yaml.syntax.YamlValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code mqtt: sensors/#}, or {@code mqtt: {topic: [sensors/#, meters/+]}}. */
final class MqttInputGrammar implements InputGrammar {
    private static final String TOPIC = "topic";
    private static final String EXPECTED = "an MQTT topic filter such as sensors/#";
    private static final String FILTER = """
            "pattern": "^(?!$|\\\\$|.*[\\\\x00-\\\\x1f\\\\x7f-\\\\x9f])((\\\\+|[^#+/]*)/)*(#|\\\\+|[^#+/]*)$", \
            "maxLength": 65535""";

    @Override
    public String kind() {
        return MqttInput.KIND;
    }

    @Override
    public String description() {
        return "MQTT topic filters, such as sensors/#, or {topic: sensors/#}.";
    }

    @Override
    public String schema() {
        return """
                {
                  "type": ["string", "object"],
                  %1$s,
                  "required": ["topic"],
                  "additionalProperties": false,
                  "properties": {
                    "topic": {
                      "description": "One topic filter or several.",
                      "type": ["string", "array"],
                      %1$s,
                      "minItems": 1,
                      "uniqueItems": true,
                      "items": {"type": "string", %1$s}
                    }
                  }
                }
                """.formatted(FILTER);
    }

    @Override
    public @Nullable MqttInput read(YamlValue item, ClaimedEndpoints endpoints) {
        List<String> filters = new ArrayList<>();
        for (YamlValue topic : item.isMap() ? topics(item) : List.of(item)) {
            String filter = topic.text(EXPECTED);
            String mistake = filter == null ? null : MqttFilter.mistake(filter);
            if (mistake != null) {
                topic.refuse(mistake);
            }
            if (filter != null) {
                filters.add(filter);
            }
        }
        return filters.isEmpty() ? null : new MqttInput(filters);
    }

    private static List<YamlValue> topics(YamlValue item) {
        YamlValue topic = item.map(EXPECTED).only(TOPIC).require(TOPIC, EXPECTED);
        List<YamlValue> topics = topic == null ? List.of() : topic.oneOrMore();
        if (topic != null && topics.isEmpty()) {
            topic.refuse("at least one MQTT topic filter");
        }
        return topics;
    }
}
