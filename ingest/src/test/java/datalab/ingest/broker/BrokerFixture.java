package datalab.ingest.broker;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import datalab.access.Access;
import datalab.http.HostNames;
import datalab.ingest.LoadedFiles;
import datalab.ingest.SourceContext;
import datalab.ingest.door.Ingest;
import datalab.ingest.door.IngestLimits;
import datalab.lab.Lab;
import datalab.lab.input.BrokerInput;
import datalab.lab.input.Input;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.StreamInputs;
import datalab.log.feed.LogFeeds;
import datalab.mqtt.MqttBroker;
import datalab.mqtt.MqttVersion;
import datalab.testkit.contract.SourceLog;
import datalab.tls.ListenerTls;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Sources of a stream that comes from a broker {@code plant}, and publishers there. */
final class BrokerFixture {
    private static final Duration SESSION = Duration.ofMinutes(5);

    private BrokerFixture() {}

    static BrokerInput from(String... topics) {
        return new BrokerInput("plant", List.of(topics), true, null, 1);
    }

    static MqttBroker broker(int port, MqttVersion version) {
        return new MqttBroker(
                new MqttBroker.Address("127.0.0.1", port, false, List.of()),
                Optional.empty(),
                "datalab",
                version,
                MqttBroker.RECEIVE_MAXIMUM);
    }

    /**
     * A source that is not started yet.
     *
     * @param folder what is in it outlives the source
     */
    static BrokerSource source(SourceLog kept, Path folder, MqttBroker broker, MeterRegistry meters, Input... inputs) {
        Ingest ingest = new Ingest(kept.log(), IngestLimits.DEFAULT, meters, Clock.systemUTC());
        LogFeeds feeds = new LogFeeds(kept.log()::ends, kept.log()::tail);
        SourceContext context = new SourceContext(
                ingest,
                Access.open(),
                List.of(lab(kept.stream(), inputs)),
                new NothingLoaded(),
                feeds,
                Map.of("plant", broker),
                HostNames.LOOPBACK_ONLY,
                ListenerTls.NONE,
                folder,
                meters);
        return new BrokerSource(context, new BrokerSourceSettings(Optional.empty(), SESSION));
    }

    /** A publisher that is connected. */
    static Mqtt5BlockingClient publisher(int port) {
        Mqtt5BlockingClient client = MqttClient.builder()
                .useMqttVersion5()
                .serverHost("127.0.0.1")
                .serverPort(port)
                .buildBlocking();
        client.connect();
        return client;
    }

    static void publish(Mqtt5BlockingClient client, String topic, String payload) {
        client.publishWith()
                .topic(topic)
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(payload.getBytes(StandardCharsets.UTF_8))
                .send();
    }

    static String event(int number) {
        return "{\"name\":\"a\",\"number\":" + number + "}";
    }

    private static Lab lab(EventStream stream, Input... inputs) {
        EventStream fromBroker = new EventStream(
                stream.lab(),
                stream.name(),
                stream.key(),
                stream.time(),
                stream.times(),
                stream.fields(),
                stream.extra(),
                stream.unique(),
                StreamInputs.of(inputs),
                stream.quality(),
                stream.position());
        return new Lab("sensors", "Sensors", Path.of("."), Map.of(stream.name(), fromBroker), Map.of(), List.of());
    }

    private static final class NothingLoaded implements LoadedFiles {
        @Override
        public boolean isLoaded(EventStream stream, String digest) {
            return false;
        }

        @Override
        public void markLoaded(EventStream stream, String digest, Path file) {}
    }
}
