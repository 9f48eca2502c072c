package datalab.lab.input;

import java.util.List;

/**
 * Messages of MQTT.
 *
 * @param topics filters of their topics, such as {@code sensors/#}; at least one
 */
public record MqttInput(List<String> topics) implements Input {
    public static final String KIND = "mqtt";

    public MqttInput {
        topics = List.copyOf(topics);
    }

    public MqttInput(String topic) {
        this(List.of(topic));
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public String label() {
        return "MQTT";
    }

    @Override
    public List<String> texts() {
        return topics;
    }
}
