package datalab.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import datalab.testkit.DataLabProcess;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;

/**
 * Clients that send numbered events over HTTP (one by one and as NDJSON) and MQTT QoS 1, and remember which numbers were
 * acknowledged. An event whose answer is lost is never sent again, so twice in the archive can only be DataLab's fault.
 */
final class KillSenders {
    private static final int BATCH = 50;
    private static final int EVENTS_MAX = 1_000_000;
    private static final int MQTT_CLIENTS = 12;
    private static final int DEVICES = 20;
    private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");

    private final DataLabProcess datalab;
    private final int events;
    private final AtomicInteger next = new AtomicInteger();
    private final Set<Integer> acknowledged = ConcurrentHashMap.newKeySet();
    private final AtomicInteger overMqtt = new AtomicInteger();
    private final AtomicInteger lost = new AtomicInteger();
    private final List<Thread> threads = new ArrayList<>();

    KillSenders(DataLabProcess datalab, int events) {
        this(datalab, events, MQTT_CLIENTS);
        threads.add(Thread.ofVirtual().unstarted(() -> repeat(this::sendBatch)));
    }

    private KillSenders(DataLabProcess datalab, int events, int mqttClients) {
        this.datalab = datalab;
        this.events = events;
        threads.add(Thread.ofVirtual().unstarted(() -> repeat(this::sendOne)));
        threads.add(Thread.ofVirtual().unstarted(() -> repeat(this::sendOne)));
        for (int i = 0; i < mqttClients; i++) {
            threads.add(Thread.ofPlatform().unstarted(() -> repeat(this::publish)));
        }
    }

    /** Senders that leave the machine some air, until {@link #enough}. */
    static KillSenders calm(DataLabProcess datalab) {
        return new KillSenders(datalab, EVENTS_MAX, 1);
    }

    void start() {
        for (Thread thread : threads) {
            thread.start();
        }
    }

    void awaitAcknowledged(long count, Duration atMost) {
        Awaitility.await()
                .atMost(atMost)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> acknowledged.size() >= count || next.get() >= events);
    }

    /** Lets the senders go on for a random moment: it is where the kill falls that is the experiment. */
    void idle(Duration moment) {
        LockSupport.parkNanos(moment.toNanos());
    }

    /** Lets no more numbers be given out. */
    void enough() {
        next.set(events);
    }

    Set<Integer> finish(Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        for (Thread thread : threads) {
            try {
                if (!thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())))) {
                    throw new IllegalStateException("a sender is still at work: " + this);
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException("interrupted", e);
            }
        }
        return acknowledged;
    }

    int acknowledged() {
        return acknowledged.size();
    }

    int overMqtt() {
        return overMqtt.get();
    }

    int unanswered() {
        return lost.get();
    }

    @Override
    public String toString() {
        return "%d of %d given out, %d acknowledged (%d over MQTT), %d calls unanswered"
                .formatted(Math.min(next.get(), events), events, acknowledged.size(), overMqtt.get(), lost.get());
    }

    private void repeat(Runnable send) {
        while (next.get() < events) {
            try {
                send.run();
            } catch (RuntimeException e) {
                lost.incrementAndGet(); // the server has been killed
                awaitServer();
            }
        }
    }

    /** Numbers are given out only while there is somebody to take them. */
    private void awaitServer() {
        boolean ready = false;
        while (!ready && next.get() < events) {
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            try {
                ready = datalab.get("/health/ready").statusCode() == 200;
            } catch (UncheckedIOException e) {
                ready = false;
            }
        }
    }

    private void sendBatch() {
        int first = next.getAndAdd(BATCH);
        StringBuilder body = new StringBuilder();
        for (int id = first; id < first + BATCH; id++) {
            body.append(json(id)).append('\n');
        }
        HttpResponse<String> answer =
                datalab.post("/labs/kill/streams/readings", "application/x-ndjson", body.toString());
        if (answer.statusCode() == 200 && answer.body().contains("\"accepted\":" + BATCH)) {
            for (int id = first; id < first + BATCH; id++) {
                acknowledged.add(id);
            }
        }
    }

    private void sendOne() {
        int id = next.getAndIncrement();
        if (datalab.post("/labs/kill/streams/readings", "application/json", json(id))
                        .statusCode()
                == 201) {
            acknowledged.add(id);
        }
    }

    /** One connection for as long as it holds; a lost one is never resumed, so the client resends nothing. */
    private void publish() {
        Mqtt5BlockingClient client = Mqtt5Client.builder()
                .serverHost("127.0.0.1")
                .serverPort(datalab.mqttPort)
                .buildBlocking();
        client.connectWith().cleanStart(true).sessionExpiryInterval(0).send();
        try {
            while (next.get() < events) {
                int id = next.getAndIncrement();
                client.publishWith()
                        .topic("kill/" + device(id))
                        .qos(MqttQos.AT_LEAST_ONCE)
                        .payload(json(id).getBytes(UTF_8))
                        .send();
                acknowledged.add(id);
                overMqtt.incrementAndGet();
            }
        } finally {
            leave(client);
        }
    }

    /** The server may be gone already. */
    private static void leave(Mqtt5BlockingClient client) {
        try {
            client.disconnect();
        } catch (RuntimeException e) {
            // nothing to leave
        }
    }

    private static String device(int id) {
        return "device" + id % DEVICES;
    }

    /** Times jump about in two hours, so events come late and out of order. */
    private static String json(int id) {
        Instant at = FIRST.plusSeconds((id * 7919L) % 7200);
        return "{\"id\":%d,\"name\":\"%s\",\"value\":%s,\"at\":\"%s\"}".formatted(id, device(id), id * 0.1, at);
    }
}
