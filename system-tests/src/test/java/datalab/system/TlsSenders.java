package datalab.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import datalab.testkit.DataLabProcess;
import datalab.testkit.tls.CertificateAuthority;
import datalab.tls.ClientTls;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;

/** Sends numbers over HTTPS and MQTT: some on one connection from beginning to end, others on a new one again and again. */
final class TlsSenders {
    private static final int PER_CONNECTION = 5;

    private final DataLabProcess datalab;
    private final CertificateAuthority authority;
    private final ClientTls tls;
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicLong next = new AtomicLong();
    private final Set<Long> acknowledged = new ConcurrentSkipListSet<>();
    private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();

    /** Sends a number; throws where it is not acknowledged. */
    @FunctionalInterface
    private interface Sending {
        void send(long number) throws Exception;
    }

    private TlsSenders(DataLabProcess datalab, CertificateAuthority authority) {
        this.datalab = datalab;
        this.authority = authority;
        this.tls = ClientTls.read(Optional.of(authority.certificate()), Optional.empty(), Optional.empty());
    }

    static TlsSenders start(DataLabProcess datalab, CertificateAuthority authority) throws IOException {
        TlsSenders senders = new TlsSenders(datalab, authority);
        HttpClient lasting = senders.http();
        Mqtt5BlockingClient device = senders.mqtt();
        device.connect();
        senders.begin(number -> senders.post(lasting, number));
        senders.begin(number -> publish(device, number));
        senders.begin(number -> {
            try (HttpClient once = senders.http()) {
                senders.post(once, number);
            }
        });
        senders.begin(number -> {
            Mqtt5BlockingClient once = senders.mqtt();
            once.connect();
            for (int i = 0; i < PER_CONNECTION; i++) {
                publish(once, number);
            }
            once.disconnect();
        });
        return senders;
    }

    /** Waits until a number of further messages is acknowledged. */
    void awaitMore(int count) {
        int before = acknowledged.size();
        Awaitility.await().until(() -> !failures.isEmpty() || acknowledged.size() >= before + count);
    }

    /** The numbers that were acknowledged. */
    Set<Long> end() throws InterruptedException {
        over.set(true);
        for (Thread thread : threads) {
            thread.join();
        }
        return Set.copyOf(acknowledged);
    }

    List<String> failures() {
        return List.copyOf(failures);
    }

    private void begin(Sending sending) {
        threads.add(Thread.ofVirtual().start(() -> {
            try {
                while (!over.get()) {
                    long number = next.getAndIncrement();
                    sending.send(number);
                    acknowledged.add(number);
                }
            } catch (Exception e) {
                failures.add(e.toString());
            }
        }));
    }

    private HttpClient http() throws IOException {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(authority.trusting())
                .build();
    }

    private Mqtt5BlockingClient mqtt() {
        return MqttClient.builder()
                .useMqttVersion5()
                .serverHost("localhost")
                .serverPort(datalab.mqttPort)
                .sslConfig(MqttClientSslConfig.builder()
                        .trustManagerFactory(tls.trust().orElseThrow())
                        .build())
                .buildBlocking();
    }

    private void post(HttpClient client, long number) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(datalab.url("/labs/plant/streams/readings"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(event(number)))
                .build();
        int status =
                client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        if (status >= 300) {
            throw new IOException("answered " + status);
        }
    }

    private static void publish(Mqtt5BlockingClient client, long number) {
        client.publishWith()
                .topic("readings/device")
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(event(number).getBytes(UTF_8))
                .send();
    }

    private static String event(long number) {
        return "{\"number\":" + number + "}";
    }
}
