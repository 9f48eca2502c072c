package datalab.out.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.exceptions.ConnectionClosedException;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5DisconnectException;
import com.hivemq.client.mqtt.mqtt5.message.auth.Mqtt5SimpleAuth;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckRestrictions;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5DisconnectReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import datalab.mqtt.BrokerFailure;
import datalab.mqtt.BrokerTransport;
import datalab.mqtt.MqttBroker;
import datalab.store.output.OutputUnavailable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A connection to a broker. Once it is lost it is never made again, so that the broker drops what was on its way when another
 * connects by the same client id. Thread-safe.
 */
final class BrokerConnection implements AutoCloseable {
    private static final int END_SECONDS_MAX = 2;

    private final MqttBroker broker;
    private final Mqtt5AsyncClient client;
    private final CompletableFuture<Throwable> end;
    private final Mqtt5ConnAckRestrictions restrictions;

    private BrokerConnection(
            MqttBroker broker,
            Mqtt5AsyncClient client,
            CompletableFuture<Throwable> end,
            Mqtt5ConnAckRestrictions restrictions) {
        this.broker = broker;
        this.client = client;
        this.end = end;
        this.restrictions = restrictions;
    }

    /** Connects; the broker ends the connection that had this client id. */
    static BrokerConnection open(MqttBroker broker, String clientId) {
        CompletableFuture<Throwable> end = new CompletableFuture<>();
        Mqtt5AsyncClient client = BrokerTransport.client(broker, clientId, end::complete)
                .useMqttVersion5()
                .buildAsync();
        try {
            Mqtt5ConnAckRestrictions restrictions = client.connectWith()
                    .cleanStart(true)
                    .sessionExpiryInterval(0)
                    .keepAlive(BrokerTransport.KEEP_ALIVE_SECONDS)
                    .simpleAuth(broker.login().map(BrokerConnection::login).orElse(null))
                    .send()
                    .get(3 * BrokerTransport.CONNECT_SECONDS_MAX, TimeUnit.SECONDS)
                    .getRestrictions();
            return new BrokerConnection(broker, client, end, restrictions);
        } catch (ExecutionException e) {
            throw unavailable(broker, e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            throw new OutputUnavailable(broker + ": the broker does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OutputUnavailable(broker + ": interrupted", e);
        }
    }

    /** What the broker takes. */
    Mqtt5ConnAckRestrictions restrictions() {
        return restrictions;
    }

    /** Ends when the broker has acknowledged a retained message. */
    CompletableFuture<Mqtt5PublishResult> publish(String topic, byte[] payload) {
        return client.publishWith()
                .topic(topic)
                .qos(MqttQos.AT_LEAST_ONCE)
                .retain(true)
                .payload(payload)
                .send();
    }

    /** Why it has ended, where something has failed: what the broker said of it, or else the failure. */
    Throwable end(Throwable failure) {
        try {
            return end.get(END_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            return failure;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failure;
        }
    }

    /** Whether it may have ended because another has connected by the same client id: some brokers then close without a word. */
    static boolean mayBeTakenOver(Throwable end) {
        return end instanceof ConnectionClosedException
                || (end instanceof Mqtt5DisconnectException disconnect
                        && disconnect.getMqttMessage().getReasonCode() == Mqtt5DisconnectReasonCode.SESSION_TAKEN_OVER);
    }

    OutputUnavailable unavailable(Throwable cause) {
        return unavailable(broker, cause);
    }

    @Override
    public void close() {
        BrokerTransport.awaitEnd(client.disconnect());
    }

    private static Mqtt5SimpleAuth login(MqttBroker.Login login) {
        return Mqtt5SimpleAuth.builder()
                .username(login.user())
                .password(login.password().getBytes(UTF_8))
                .build();
    }

    private static OutputUnavailable unavailable(MqttBroker broker, Throwable cause) {
        return new OutputUnavailable(
                String.valueOf(BrokerFailure.of(broker, cause).getMessage()), cause);
    }
}
