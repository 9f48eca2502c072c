package datalab.ingest.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import datalab.ingest.door.Ingest;
import datalab.ingest.door.IngestLimits;
import datalab.ingest.mqtt.MqttLimits;
import datalab.ingest.mqtt.MqttSettings;
import datalab.ingest.mqtt.MqttSource;
import datalab.lab.input.BrokerInput;
import datalab.lab.input.Input;
import datalab.log.feed.LogFeeds;
import datalab.mqtt.MqttBroker;
import datalab.mqtt.MqttVersion;
import datalab.testkit.Mosquitto;
import datalab.testkit.Needs;
import datalab.testkit.contract.SourceLog;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What happens between DataLab and a broker that goes, comes, refuses, or has more than one that asks it. */
@Needs(Needs.Part.MOSQUITTO)
final class MosquittoSourceIT {
    private static final BrokerInput ALONE = new BrokerInput("plant", List.of("sensors"), false, null, 1);

    @TempDir
    private Path folder;

    private SourceLog kept;
    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeEach
    void start() {
        kept = new SourceLog(folder.resolve("kafka"));
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
        kept.close();
    }

    /** Mosquitto 2.0.11 forgets shared subscriptions when it ends, but no others. */
    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    void losesNothingWhileABrokerIsStoppedAndStarted(MqttVersion version) throws IOException {
        Mosquitto mosquitto = mosquitto(Mosquitto.keepingIn(folder));
        BrokerSource source = source("one", BrokerFixture.broker(mosquitto.port, version), ALONE);
        List<String> acknowledged = new ArrayList<>(publish(mosquitto, "sensors", 0, 200));

        mosquitto.stop();
        await().untilAsserted(
                        () -> assertThatThrownBy(source::check).hasMessageContaining("sensors.readings from plant"));
        mosquitto.startAgain();
        acknowledged.addAll(publish(mosquitto, "sensors", 200, 400));

        await().untilAsserted(() -> assertThat(kept.events(acknowledged.size())).containsAll(acknowledged));
        await().untilAsserted(() -> assertThatCode(source::check).doesNotThrowAnyException());
    }

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    void sharesTheMessagesAmongProcesses(MqttVersion version) throws IOException {
        Mosquitto mosquitto = mosquitto();
        MqttBroker broker = BrokerFixture.broker(mosquitto.port, version);
        MeterRegistry one = new SimpleMeterRegistry();
        MeterRegistry two = new SimpleMeterRegistry();
        source("one", broker, one, BrokerFixture.from("sensors/#"));
        source("two", broker, two, BrokerFixture.from("sensors/#"));

        List<String> sent = publish(mosquitto, "sensors/a", 0, 200);

        assertThat(kept.events(200)).containsExactlyInAnyOrderElementsOf(sent);
        assertThat(taken(one)).isPositive();
        assertThat(taken(two)).isPositive();
    }

    @Test
    void waitsForABrokerThatIsAway() throws IOException {
        Mosquitto mosquitto = mosquitto();
        mosquitto.stop();

        BrokerSource source =
                source("one", BrokerFixture.broker(mosquitto.port, MqttVersion.V5), BrokerFixture.from("sensors"));

        assertThatThrownBy(source::check).hasMessageContaining("127.0.0.1:" + mosquitto.port + ": Connection refused");
        assertThat(source.addresses("localhost").get("MQTT plant"))
                .contains("waits: ")
                .contains("Connection refused");
        mosquitto.startAgain();
        await().untilAsserted(() -> assertThatCode(source::check).doesNotThrowAnyException());
        assertThat(source.addresses("localhost"))
                .containsEntry("MQTT plant", "127.0.0.1:" + mosquitto.port + ", subscribed");
        assertThat(kept.events(publish(mosquitto, "sensors", 0, 1).size())).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    void saysThatAPasswordIsRefusedWithoutShowingIt(MqttVersion version) throws IOException {
        Mosquitto closed = mosquitto("allow_anonymous false");
        MqttBroker anybody = BrokerFixture.broker(closed.port, version);
        MqttBroker ann = new MqttBroker(
                anybody.address(),
                Optional.of(new MqttBroker.Login("ann", "hunter2")),
                "datalab",
                version,
                MqttBroker.RECEIVE_MAXIMUM);

        BrokerSource source = source("one", ann, BrokerFixture.from("sensors"));

        assertThatThrownBy(source::check)
                .hasMessageContaining("user or password are refused")
                .hasMessageNotContaining("hunter2");
        assertThat(source.addresses("localhost").toString()).doesNotContain("hunter2");
    }

    /** Its certificate is its own authority. */
    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    void speaksTlsToABrokerThatAsksForAPassword(MqttVersion version) throws Exception {
        TlsFiles files = TlsFiles.make(folder);
        Mosquitto closed = mosquitto(files.mosquittoLines("ann", "secret"));
        MqttBroker.Address address =
                new MqttBroker.Address("127.0.0.1", closed.port, true, List.of(files.certificate()));
        MqttBroker.Address distrusting = new MqttBroker.Address("127.0.0.1", closed.port, true, List.of());
        Optional<MqttBroker.Login> ann = Optional.of(new MqttBroker.Login("ann", "secret"));

        BrokerSource source = source("one", new MqttBroker(address, ann, "datalab", version, 100), ALONE);
        BrokerSource deceived = source("two", new MqttBroker(distrusting, ann, "datalab", version, 100), ALONE);

        assertThatCode(source::check).doesNotThrowAnyException();
        assertThatThrownBy(deceived::check).hasMessageContaining("certification path");
    }

    /** DataLab's own endpoint shares no subscriptions, and says so. */
    @Test
    void saysThatASubscriptionIsRefused() {
        Ingest ingest = new Ingest(kept.log(), IngestLimits.DEFAULT, new SimpleMeterRegistry(), Clock.systemUTC());
        MqttSource endpoint = new MqttSource(
                ingest,
                List.of(kept.lab()),
                new MqttSettings("127.0.0.1", 0, MqttLimits.DEFAULT),
                new LogFeeds(kept.log()::ends, kept.log()::tail),
                new SimpleMeterRegistry());
        open.add(endpoint);
        endpoint.start();

        MqttBroker broker = BrokerFixture.broker(endpoint.port(), MqttVersion.V5);
        BrokerSource shared = source("one", broker, BrokerFixture.from("sensors"));
        BrokerSource elsewhere = source("two", broker, new BrokerInput("plant", List.of("elsewhere"), false, null, 1));

        assertThatThrownBy(shared::check).hasMessageContaining("SHARED_SUBSCRIPTIONS_NOT_SUPPORTED");
        assertThatThrownBy(elsewhere::check).hasMessageContaining("it refuses the subscription to elsewhere (");
    }

    @Test
    void getsWhatIsRetainedWhenItSubscribesForTheFirstTime() throws IOException {
        Mosquitto mosquitto = mosquitto();
        MqttBroker broker = BrokerFixture.broker(mosquitto.port, MqttVersion.V5);
        publisher(mosquitto)
                .publishWith()
                .topic("sensors")
                .retain(true)
                .payload(BrokerFixture.event(0).getBytes(UTF_8))
                .send();

        BrokerSource source = source("one", broker, ALONE);
        assertThat(kept.events(1)).hasSize(1);
        source.close();
        source("one", broker, ALONE);
        publish(mosquitto, "sensors", 1, 2);

        assertThat(kept.events(2)).containsExactly(BrokerFixture.event(0), BrokerFixture.event(1));
    }

    @Test
    void takesBackFiltersThatTheLabNoLongerHas() throws IOException {
        Mosquitto mosquitto = mosquitto();
        MqttBroker broker = BrokerFixture.broker(mosquitto.port, MqttVersion.V5);
        source("one", broker, BrokerFixture.from("old", "sensors")).close();

        source("one", broker, BrokerFixture.from("sensors"));
        publish(mosquitto, "old", 0, 1);
        List<String> sent = publish(mosquitto, "sensors", 1, 2);

        assertThat(kept.events(1)).isEqualTo(sent);
    }

    private double taken(MeterRegistry meters) {
        return meters.get("datalab.ingest.events")
                .tag("source", "broker")
                .counter()
                .count();
    }

    private Mosquitto mosquitto(String... more) throws IOException {
        Mosquitto mosquitto = Mosquitto.start(more);
        open.add(mosquitto);
        return mosquitto;
    }

    private BrokerSource source(String process, MqttBroker broker, Input... inputs) {
        return source(process, broker, new SimpleMeterRegistry(), inputs);
    }

    private BrokerSource source(String process, MqttBroker broker, MeterRegistry meters, Input... inputs) {
        BrokerSource source = BrokerFixture.source(kept, folder.resolve(process), broker, meters, inputs);
        open.add(source);
        source.start();
        return source;
    }

    private Mqtt5BlockingClient publisher(Mosquitto mosquitto) {
        Mqtt5BlockingClient publisher = BrokerFixture.publisher(mosquitto.port);
        open.add(publisher::disconnect);
        return publisher;
    }

    /** Events that the broker has acknowledged. */
    private static List<String> publish(Mosquitto mosquitto, String topic, int from, int end) {
        Mqtt5BlockingClient publisher = BrokerFixture.publisher(mosquitto.port);
        List<String> events =
                IntStream.range(from, end).mapToObj(BrokerFixture::event).toList();
        events.forEach(event -> BrokerFixture.publish(publisher, topic, event));
        publisher.disconnect();
        return events;
    }
}
