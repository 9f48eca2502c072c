package datalab.log;

/** The names of record headers. The first six are CloudEvents' Kafka binding in binary mode. */
public final class Headers {
    public static final String ID = "ce_id";
    public static final String TIME = "ce_time";
    public static final String SOURCE = "ce_source";
    public static final String TYPE = "ce_type";
    public static final String SPEC_VERSION = "ce_specversion";
    public static final String CONTENT_TYPE = "content-type";

    /** The idempotency key, if there is one: an Idempotency-Key or a line of a file. */
    public static final String ONCE = "datalab_once";

    /** Present where a message of MQTT has them, for those who subscribe: its properties as they were on the wire, in Base64. */
    public static final String MQTT_PROPERTIES = "datalab_mqtt_properties";

    /** The client it came from, if it subscribed with No Local. */
    public static final String MQTT_CLIENT = "datalab_mqtt_client";

    /** Present where the message was to be retained. */
    public static final String MQTT_RETAIN = "datalab_mqtt_retain";

    /** On the topic of rejects: which lab and stream the input was meant for, why it was refused, and how large it was. */
    public static final String LAB = "datalab_lab";

    public static final String STREAM = "datalab_stream";
    public static final String REASON = "datalab_reason";
    public static final String FIELD = "datalab_field";
    public static final String DETAIL = "datalab_detail";
    public static final String PAYLOAD_BYTES = "datalab_payload_bytes";

    private Headers() {}
}
