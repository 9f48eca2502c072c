package datalab.cli.simulate;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5MessageException;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5ConnectBuilder;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAck;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import datalab.app.terminal.CommandFailed;
import datalab.cli.client.ClientToken;
import datalab.cli.simulate.pace.StopSignal;
import datalab.tls.ClientTls;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Publishes over MQTT 5 with QoS 1 and counts what is acknowledged. Connects again by itself; what waits for its
 * acknowledgement is bounded, so that a slow server slows the sender down. One thread publishes, any may read the counts.
 */
final class MqttPublisher implements AutoCloseable {
    private static final int UNACKNOWLEDGED_MAX = 1_000;
    private static final int CONNECT_SECONDS_MAX = 10;
    private static final int ACKNOWLEDGE_SECONDS_MAX = 2;
    private static final int ROOM_EVERY_MS = 100;

    private final Mqtt5AsyncClient client;
    private final String address;
    private final Optional<String> token;
    private final Semaphore unacknowledged = new Semaphore(UNACKNOWLEDGED_MAX);
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();

    MqttPublisher(String host, int port, Optional<ClientTls> tls) {
        this.address = host + ":" + port;
        this.token = ClientToken.of(host);
        this.client = Mqtt5Client.builder()
                .identifier("datalab-simulate-" + UUID.randomUUID())
                .serverHost(host)
                .serverPort(port)
                .sslConfig(tls.map(MqttPublisher::config).orElse(null))
                .automaticReconnectWithDefaultConfig()
                .buildAsync();
    }

    /** Throws {@link CommandFailed} if there is no server at that address. */
    void start() {
        try {
            Mqtt5ConnectBuilder.Send<CompletableFuture<Mqtt5ConnAck>> connect =
                    client.connectWith().cleanStart(true);
            if (token.isPresent()) {
                connect = connect.simpleAuth()
                        .username("datalab")
                        .password(token.get().getBytes(UTF_8))
                        .applySimpleAuth();
            }
            connect.send().get(CONNECT_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw noConnection(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailed("interrupted", e);
        }
    }

    private static MqttClientSslConfig config(ClientTls tls) {
        return MqttClientSslConfig.builder()
                .trustManagerFactory(tls.trust().orElse(null))
                .keyManagerFactory(tls.keys().orElse(null))
                .build();
    }

    private static String tlsTrouble(Exception e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SSLException) {
                return " (TLS fails: " + cause.getMessage() + ")";
            }
        }
        return "";
    }

    private CommandFailed noConnection(Exception e) {
        if (e.getCause() instanceof Mqtt5ConnAckException refused) {
            return new CommandFailed(
                    address + " refuses the connection: "
                            + refused.getMqttMessage().getReasonCode()
                            + "; a token for it goes into DATALAB_TOKEN",
                    e);
        }
        return new CommandFailed(
                "no MQTT server answers at " + address + "; is `./datalab run` running?" + tlsTrouble(e), e);
    }

    /** Waits while too much is unacknowledged; false where it is to stop meanwhile. */
    @SuppressWarnings("FutureReturnValueIgnored") // done() receives the outcome in every case
    boolean publish(SimulatedMessage message, StopSignal stop) {
        if (!hasRoom(stop)) {
            return false;
        }
        client.publishWith()
                .topic(message.topic())
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(message.payload())
                .send()
                .whenComplete(this::done);
        return true;
    }

    private boolean hasRoom(StopSignal stop) {
        try {
            while (!unacknowledged.tryAcquire(ROOM_EVERY_MS, TimeUnit.MILLISECONDS)) {
                if (stop.isAsked()) {
                    return false;
                }
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    long acknowledged() {
        return acknowledged.get();
    }

    /** Acknowledged with a reason that says it was kept as a reject. */
    long refused() {
        return refused.get();
    }

    /** Not acknowledged at all, mostly because the connection was lost. */
    long failed() {
        return failed.get();
    }

    /** Waits a little for the last of them. */
    void awaitAcknowledgements() {
        try {
            if (unacknowledged.tryAcquire(UNACKNOWLEDGED_MAX, ACKNOWLEDGE_SECONDS_MAX, TimeUnit.SECONDS)) {
                unacknowledged.release(UNACKNOWLEDGED_MAX);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        if (!client.getState().isConnected()) {
            return;
        }
        try {
            client.disconnect().get(1, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // The server is gone already: no need to disconnect.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void done(@Nullable Mqtt5PublishResult result, @Nullable Throwable failure) {
        unacknowledged.release();
        @Nullable
        Throwable error = failure == null && result != null ? result.getError().orElse(null) : failure;
        Throwable cause = error instanceof CompletionException ? error.getCause() : error;
        if (cause == null) {
            acknowledged.incrementAndGet();
        } else if (cause instanceof Mqtt5MessageException) {
            refused.incrementAndGet();
        } else {
            failed.incrementAndGet();
        }
    }
}
