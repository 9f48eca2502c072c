package datalab.ingest.mqtt;

import datalab.ingest.ConfiguredSource;
import datalab.ingest.SourceSettings;
import datalab.ingest.SourceType;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** MQTT among the sources. Labs declare topic filters. */
public final class MqttSourceType implements SourceType {
    private static final int PORT = 1883;
    private static final Pattern WEB_SOCKET_PORT =
            Pattern.compile("\\d{1,4}|[1-5]\\d{4}|6[0-4]\\d{3}|65[0-4]\\d{2}|655[0-2]\\d|6553[0-5]");
    private static final Duration SESSION_MIN = Duration.ofSeconds(1);
    private static final Duration SESSION_MAX = Duration.ofDays(7);

    @Override
    public String name() {
        return "mqtt";
    }

    @Override
    public String title() {
        return "MQTT";
    }

    @Override
    public int usualPort() {
        return PORT;
    }

    @Override
    public ConfiguredSource configure(SourceSettings settings) {
        int port = settings.port("mqtt.port", PORT);
        boolean tls = settings.flag("mqtt.tls", true);
        int sessionBytes = (int) settings.bytes("mqtt.session_bytes", "256KiB", 16 << 10, 16 << 20);
        long sessionsBytes = settings.bytes("mqtt.sessions_bytes", "64MiB", 1 << 20, 1L << 34);
        Duration expiry = settings.duration("mqtt.session_expiry", "1h", SESSION_MIN, SESSION_MAX);
        int deliveries = settings.number("mqtt.deliveries", 1000, 1, 100_000, "1 to 100000 events");
        int recentBytes = (int) settings.bytes("mqtt.recent_bytes", "32MiB", 2 << 20, 1 << 30);
        int connections = settings.number("limits.mqtt_connections", 10_000, 1, 1_000_000, "1 to 1000000 connections");
        OptionalInt webSocketPort = settings.optional(
                        "mqtt.websocket_port", WEB_SOCKET_PORT, "a port from 0 (any free one) to 65535")
                .map(text -> OptionalInt.of(Integer.parseInt(text)))
                .orElse(OptionalInt.empty());
        return new MqttSettings(
                settings.host(),
                port,
                tls,
                webSocketPort,
                new MqttLimits(connections, sessionBytes, sessionsBytes, expiry, deliveries, recentBytes));
    }
}
