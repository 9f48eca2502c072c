package datalab.mqtt;

import com.hivemq.client.mqtt.MqttClientBuilder;
import datalab.mqtt.BrokerClient.MessageFlow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A session at a broker, which outlives its connections, and the process: what is not acknowledged, and what comes while
 * nobody is connected, the broker keeps for it. Owned by one thread; messages are acknowledged by any.
 */
public final class BrokerSession implements AutoCloseable {
    private static final int ANSWER_SECONDS_MAX = 15;

    private final MqttBroker broker;
    private final BrokerClient client;
    private volatile CompletableFuture<BrokerUnavailable> end = new CompletableFuture<>();
    private MessageFlow messages;
    private @Nullable CompletableFuture<List<Optional<String>>> asked;

    /**
     * Connects to nothing yet.
     *
     * @param expiry how long the broker is to keep the session of who is away; of MQTT 3.1.1 it decides itself
     */
    public BrokerSession(MqttBroker broker, String clientId, Duration expiry) {
        this.broker = broker;
        MqttClientBuilder builder =
                BrokerTransport.client(broker, clientId, cause -> end.complete(BrokerFailure.of(broker, cause)));
        this.client = switch (broker.version()) {
            case V5 -> new BrokerClient5(broker, builder, expiry);
            case V3_1_1 -> new BrokerClient3(broker, builder);
        };
        this.messages = client.messages();
    }

    /**
     * Connects and takes the session up, where the broker has it. Before that, all that came with the connection before must
     * have been {@link #receive received} and acknowledged: the broker sends again what it does not know of.
     *
     * @return whether the broker had the session
     * @throws BrokerUnavailable where the broker does not answer or refuses it
     */
    public boolean connect() {
        end = new CompletableFuture<>();
        boolean isThere = await(client.connect());
        if (!isThere) {
            messages.close(); // it ended with the session
            messages = client.messages();
        }
        return isThere;
    }

    /** Asks for messages; throws {@link BrokerUnavailable} where the broker refuses one of the subscriptions. */
    public void subscribe(List<BrokerSubscription> subscriptions) {
        if (asked == null || asked.isDone()) {
            asked = client.subscribe(subscriptions);
        } // else the client asks again what was not answered before the connection ended
        List<Optional<String>> refusals = await(asked);
        List<String> refused = new ArrayList<>();
        for (int i = 0; i < refusals.size(); i++) {
            String filter = subscriptions.get(i).filter();
            refusals.get(i).ifPresent(reason -> refused.add(filter + " (" + reason + ")"));
        }
        if (!refused.isEmpty()) {
            throw BrokerUnavailable.refused(
                    broker, "it refuses the subscription to " + String.join(", ", refused), null);
        }
    }

    /** Asks for no more messages of filters; of those that are not asked for nothing happens. */
    public void unsubscribe(List<String> filters) {
        if (!filters.isEmpty()) {
            await(client.unsubscribe(filters));
        }
    }

    /** The next message, if one comes in time; also one that came before the connection ended. */
    public Optional<BrokerMessage> receive(Duration atMost) throws InterruptedException {
        return messages.receive(atMost.toMillis());
    }

    /** Why the connection has ended; empty while there is one. */
    public Optional<BrokerUnavailable> end() {
        return Optional.ofNullable(end.getNow(null));
    }

    /** Disconnects; the broker keeps the session. */
    @Override
    public void close() {
        BrokerTransport.awaitEnd(client.disconnect());
        messages.close();
    }

    private <T> T await(CompletableFuture<T> answer) {
        try {
            Object first = CompletableFuture.anyOf(answer, end).get(ANSWER_SECONDS_MAX, TimeUnit.SECONDS);
            if (first instanceof BrokerUnavailable ended) {
                throw ended;
            }
            return answer.get();
        } catch (ExecutionException e) {
            throw BrokerFailure.of(broker, e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            throw BrokerUnavailable.away(broker, "the broker does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw BrokerUnavailable.away(broker, "interrupted", e);
        }
    }
}
