package datalab.mqtt;

/** A version of MQTT that DataLab speaks to brokers. */
public enum MqttVersion {
    V3_1_1("3.1.1"),
    V5("5");

    private final String text;

    MqttVersion(String text) {
        this.text = text;
    }

    /** As settings write it. */
    public String text() {
        return text;
    }
}
