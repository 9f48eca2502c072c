package datalab.ingest.mqtt;

import datalab.ingest.mqtt.session.SessionLimits;
import java.time.Duration;

/**
 * The bounds of the MQTT endpoint.
 *
 * @param connectionsMax one more is refused
 * @param sessionBytesMax what is remembered for one client: its filters, its will, its messages of quality 2
 * @param sessionsBytesMax the same for all clients that are connected, beyond a small part of each one's own; half as much
 *     again for those that are away
 * @param sessionExpiryMax how long after its connection a session is kept at most
 * @param deliveriesMax how many events wait for one subscriber before it loses some
 * @param recentBytesMax what is held of the latest events for all subscribers together
 */
public record MqttLimits(
        int connectionsMax,
        int sessionBytesMax,
        long sessionsBytesMax,
        Duration sessionExpiryMax,
        int deliveriesMax,
        int recentBytesMax) {
    public static final MqttLimits DEFAULT =
            new MqttLimits(10_000, 256 << 10, 64L << 20, Duration.ofHours(1), 1000, 32 << 20);

    SessionLimits sessions() {
        return new SessionLimits(sessionBytesMax, sessionsBytesMax, sessionExpiryMax, deliveriesMax);
    }
}
