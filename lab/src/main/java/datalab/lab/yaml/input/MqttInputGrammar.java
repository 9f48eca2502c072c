package datalab.lab.yaml.input;

import datalab.lab.input.BrokerInput;
import datalab.lab.input.Input;
import datalab.lab.input.MqttInput;
import datalab.lab.yaml.endpoint.ClaimedEndpoints;
import datalab.lab.yaml.syntax.Suggestion;
import datalab.lab.yaml.syntax.YamlMap;
import datalab.lab.yaml.syntax.YamlValue;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code mqtt: sensors/#}, or {@code mqtt: {topic: [sensors/#, meters/+], from: plant}}. */
final class MqttInputGrammar implements InputGrammar {
    private static final String TOPIC = "topic";
    private static final String FROM = "from";
    private static final String SHARE = "share";
    private static final String QOS = "qos";
    private static final String KIND_OF_BROKERS = "mqtt";
    private static final String EXPECTED = "an MQTT topic filter such as sensors/#";
    private static final String EXPECTED_SHARE =
            "false, or the name of a group, of 1 to 100 characters without /, + and #";
    private static final String EXPECTED_QOS = "0, 1 or 2, a quality of service of MQTT";
    private static final Pattern GROUP = Pattern.compile("[^/+#\\p{Cntrl}]{1,100}");
    private static final int USUAL_QOS = 1;
    private static final int QOS_MAX = 2;
    private static final String FILTER = """
            "pattern": "^(?!$|\\\\$|.*[\\\\x00-\\\\x1f\\\\x7f-\\\\x9f])((\\\\+|[^#+/]*)/)*(#|\\\\+|[^#+/]*)$", \
            "maxLength": 65535""";

    private final InputServers servers;

    MqttInputGrammar(InputServers servers) {
        this.servers = servers;
    }

    @Override
    public String kind() {
        return MqttInput.KIND;
    }

    @Override
    public String description() {
        return "MQTT topic filters, such as sensors/#, or {topic: sensors/#, from: plant} of a broker of yours.";
    }

    @Override
    public String schema() {
        return """
                {
                  "type": ["string", "object"],
                  %1$s,
                  "required": ["topic"],
                  "additionalProperties": false,
                  "dependentRequired": {"share": ["from"], "qos": ["from"]},
                  "properties": {
                    "topic": {
                      "description": "One topic filter or several.",
                      "type": ["string", "array"],
                      %1$s,
                      "minItems": 1,
                      "uniqueItems": true,
                      "items": {"type": "string", %1$s}
                    },
                    "from": {
                      "description": "A broker of yours: a server of the settings with kind: mqtt. Else DataLab's own endpoint.",
                      "type": "string"
                    },
                    "share": {
                      "description": "The group whose members share the messages; false: each gets all.",
                      "anyOf": [{"const": false}, {"type": "string", "pattern": "^[^/+#\\\\x00-\\\\x1f\\\\x7f]{1,100}$"}]
                    },
                    "qos": {
                      "description": "The best quality of service with which the broker delivers; 1 where it is left out.",
                      "enum": [0, 1, 2]
                    }
                  }
                }
                """.formatted(FILTER);
    }

    @Override
    public @Nullable Input read(YamlValue item, ClaimedEndpoints endpoints) {
        if (!item.isMap()) {
            List<String> filters = filters(List.of(item));
            return filters.isEmpty() ? null : new MqttInput(filters);
        }
        YamlMap map = item.map(EXPECTED).only(TOPIC, FROM, SHARE, QOS);
        List<String> filters = filters(topics(map));
        if (!map.has(FROM)) {
            refuseWithoutFrom(map);
            return filters.isEmpty() ? null : new MqttInput(filters);
        }
        String server = map.read(FROM, this::server);
        YamlValue share = map.get(SHARE);
        boolean isShared = share == null || !share.isFalse();
        String group = share == null || !isShared ? null : group(share);
        int qos = map.read(QOS, MqttInputGrammar::qos, USUAL_QOS);
        return filters.isEmpty() || server == null ? null : new BrokerInput(server, filters, isShared, group, qos);
    }

    private static List<YamlValue> topics(YamlMap map) {
        YamlValue topic = map.require(TOPIC, EXPECTED);
        List<YamlValue> topics = topic == null ? List.of() : topic.oneOrMore();
        if (topic != null && topics.isEmpty()) {
            topic.refuse("at least one MQTT topic filter");
        }
        return topics;
    }

    private static List<String> filters(List<YamlValue> topics) {
        List<String> filters = new ArrayList<>();
        for (YamlValue topic : topics) {
            String filter = topic.text(EXPECTED);
            String mistake = filter == null ? null : MqttFilter.mistake(filter);
            if (mistake != null) {
                topic.refuse(mistake);
            }
            if (filter != null) {
                filters.add(filter);
            }
        }
        return filters;
    }

    private static void refuseWithoutFrom(YamlMap map) {
        for (String name : List.of(SHARE, QOS)) {
            YamlValue value = map.get(name);
            if (value != null) {
                value.refuseName(name + " without from", "from: with the name of a broker beside it", null);
            }
        }
    }

    private @Nullable String server(YamlValue from) {
        String name = from.text("the name of a server with kind: mqtt");
        if (name == null || !servers.isStrict()) {
            return name;
        }
        String kind = servers.kinds().get(name);
        List<String> brokers = servers.ofKind(KIND_OF_BROKERS);
        if (kind != null && !kind.equals(KIND_OF_BROKERS)) {
            from.refuse(from.found() + ", whose kind is " + kind, "the name of a server with kind: mqtt");
        } else if (kind == null) {
            String expected = brokers.isEmpty()
                    ? "a server of the settings, which name none with kind: mqtt under servers:"
                    : YamlValue.oneOfText(brokers);
            from.refuse(from.found(), expected, Suggestion.of(name, brokers));
        }
        return name;
    }

    private static @Nullable String group(YamlValue share) {
        String group = share.text(EXPECTED_SHARE);
        if (group != null && !GROUP.matcher(group).matches()) {
            share.refuse(EXPECTED_SHARE);
        }
        return group;
    }

    private static @Nullable Integer qos(YamlValue value) {
        Double qos = value.number(EXPECTED_QOS);
        if (qos != null && (qos < 0 || qos > QOS_MAX || qos != Math.rint(qos))) {
            value.refuse(EXPECTED_QOS);
        }
        return qos == null ? null : qos.intValue();
    }
}
