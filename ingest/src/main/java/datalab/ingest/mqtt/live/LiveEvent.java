package datalab.ingest.mqtt.live;

import datalab.ingest.mqtt.wire.Properties;
import datalab.ingest.mqtt.wire.Property;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event as subscribers get it.
 *
 * @param properties what its sender gave it for those who read it
 * @param expires when it is not to be delivered any more; null for never
 * @param sender the client that it came from, if it subscribed with No Local; otherwise null
 */
@SuppressWarnings("ArrayRecordComponent") // written once; instances are never compared
public record LiveEvent(
        byte[] topic,
        byte[] payload,
        Properties properties,
        @Nullable Instant expires,
        boolean retain,
        @Nullable String sender) {
    private static final int OBJECT_BYTES = 200;

    public int bytes() {
        return topic.length + payload.length + OBJECT_BYTES;
    }

    public boolean isExpired(Instant now) {
        return expires != null && !expires.isAfter(now);
    }

    /** Its properties, the expiry being what is left of it (MQTT-3.3.2-6). */
    public Properties propertiesAt(Instant now) {
        if (expires == null) {
            return properties;
        }
        long millis = Duration.between(now, expires).toMillis();
        return properties.with(Property.MESSAGE_EXPIRY_INTERVAL, Math.max(1, (millis + 999) / 1000));
    }
}
