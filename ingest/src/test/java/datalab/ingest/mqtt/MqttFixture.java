package datalab.ingest.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient;
import com.hivemq.client.mqtt.mqtt3.Mqtt3Client;
import com.hivemq.client.mqtt.mqtt3.message.publish.Mqtt3Publish;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import datalab.access.Access;
import datalab.http.HostNames;
import datalab.ingest.MemoryLog;
import datalab.ingest.SampleStreams;
import datalab.ingest.door.Ingest;
import datalab.ingest.door.IngestLimits;
import datalab.ingest.mqtt.websocket.WebSockets;
import datalab.lab.event.Offsets;
import datalab.log.NewRecord;
import datalab.log.Topics;
import datalab.log.feed.LogFeeds;
import datalab.tls.ServerTls;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The MQTT endpoint with its log in memory, and clients for it. */
final class MqttFixture implements AutoCloseable {
    private static final IngestLimits LIMITS = new IngestLimits(
            1024 * 1024, 8 * 1024 * 1024, Duration.ofMillis(200), Duration.ofSeconds(2), Duration.ofSeconds(2));

    final MemoryLog log = new MemoryLog();
    final MemoryTail tail = new MemoryTail(log);
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final MqttSource source;

    MqttFixture() {
        this(MqttLimits.DEFAULT);
    }

    MqttFixture(MqttLimits limits) {
        this(limits, Optional.empty(), null, Access.open());
    }

    /** One that speaks over WebSocket, too. */
    MqttFixture(WebSockets webSockets) {
        this(MqttLimits.DEFAULT, Optional.empty(), webSockets, Access.open());
    }

    /** One that asks who connects. */
    MqttFixture(Access access) {
        this(MqttLimits.DEFAULT, Optional.empty(), null, access);
    }

    /** One that speaks TLS, also over WebSocket. */
    MqttFixture(ServerTls tls) {
        this(
                MqttLimits.DEFAULT,
                Optional.of(tls),
                new WebSockets(0, HostNames.LOOPBACK_ONLY, Optional.of(tls)),
                Access.open());
    }

    private MqttFixture(MqttLimits limits, Optional<ServerTls> tls, @Nullable WebSockets webSockets, Access access) {
        Ingest ingest = new Ingest(log, LIMITS, new SimpleMeterRegistry(), Clock.systemUTC());
        source = new MqttSource(
                ingest,
                List.of(SampleStreams.sensors()),
                new MqttListeners(new MqttSettings("127.0.0.1", 0, limits), tls, webSockets),
                access,
                new LogFeeds(topic -> Offsets.NONE, topics -> tail.open()),
                meters);
        source.start();
    }

    static MqttLimits limits(int connectionsMax) {
        MqttLimits usual = MqttLimits.DEFAULT;
        return new MqttLimits(
                connectionsMax,
                usual.sessionBytesMax(),
                usual.sessionsBytesMax(),
                usual.sessionExpiryMax(),
                usual.deliveriesMax(),
                usual.recentBytesMax());
    }

    /** How many events subscribers lost. */
    double lost() {
        return meters.counter("datalab.ingest.mqtt.lost").count();
    }

    Mqtt5BlockingClient client5(String id) {
        return Mqtt5Client.builder()
                .identifier(id)
                .serverHost("127.0.0.1")
                .serverPort(source.port())
                .buildBlocking();
    }

    Mqtt3BlockingClient client3(String id) {
        return Mqtt3Client.builder()
                .identifier(id)
                .serverHost("127.0.0.1")
                .serverPort(source.port())
                .buildBlocking();
    }

    List<String> kept() {
        return log.texts("sensors.readings");
    }

    List<NewRecord> rejects() {
        return log.records(Topics.REJECTS);
    }

    static Mqtt5Publish publish5(String topic, MqttQos qos, String payload) {
        return Mqtt5Publish.builder()
                .topic(topic)
                .qos(qos)
                .payload(payload.getBytes(UTF_8))
                .build();
    }

    static Mqtt3Publish publish3(String topic, MqttQos qos, String payload) {
        return Mqtt3Publish.builder()
                .topic(topic)
                .qos(qos)
                .payload(payload.getBytes(UTF_8))
                .build();
    }

    @Override
    public void close() {
        source.close();
    }
}
