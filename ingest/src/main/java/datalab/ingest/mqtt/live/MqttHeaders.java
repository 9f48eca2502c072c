package datalab.ingest.mqtt.live;

import datalab.ingest.mqtt.wire.Packet.Publish;
import datalab.ingest.mqtt.wire.PacketWriter;
import datalab.ingest.mqtt.wire.Properties;
import datalab.log.Headers;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a message of MQTT says beside its payload, as headers of its record; absent where it says nothing. */
public final class MqttHeaders {
    /** Of one message; with more it is refused. */
    public static final int PROPERTY_BYTES_MAX = 16 * 1024;

    private static final String YES = "1";

    private MqttHeaders() {}

    public static Map<String, String> of(Publish message, @Nullable String sender) {
        Properties forwarded = message.properties().forwarded();
        if (forwarded.isEmpty() && sender == null && !message.retain()) {
            return Map.of();
        }
        Map<String, String> headers = new HashMap<>();
        if (!forwarded.isEmpty()) {
            headers.put(
                    Headers.MQTT_PROPERTIES,
                    Base64.getEncoder().withoutPadding().encodeToString(PacketWriter.bytes(forwarded)));
        }
        if (sender != null) {
            headers.put(Headers.MQTT_CLIENT, sender);
        }
        if (message.retain()) {
            headers.put(Headers.MQTT_RETAIN, YES);
        }
        return headers;
    }

    public static Properties properties(Map<String, String> headers) {
        String text = headers.get(Headers.MQTT_PROPERTIES);
        try {
            return text == null
                    ? Properties.NONE
                    : PacketWriter.properties(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            return Properties.NONE; // other programs write records, too
        }
    }

    public static boolean retain(Map<String, String> headers) {
        return headers.containsKey(Headers.MQTT_RETAIN);
    }
}
