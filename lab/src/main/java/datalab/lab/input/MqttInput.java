package datalab.lab.input;

/**
 * Messages of MQTT.
 *
 * @param filter of their topics, such as {@code sensors/#}
 */
public record MqttInput(String filter) implements Input {
    public static final String KIND = "mqtt";

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public String label() {
        return "MQTT";
    }

    @Override
    public String text() {
        return filter;
    }
}
