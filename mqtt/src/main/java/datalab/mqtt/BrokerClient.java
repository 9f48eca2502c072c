package datalab.mqtt;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A client of one version of MQTT. Each method but {@link #messages} sends one packet, whose answer ends the future. */
interface BrokerClient {
    /** A larger message is not delivered by a broker of MQTT 5. */
    int PACKET_BYTES_MAX = 16 << 20;

    /** Takes up the session where there is one; answers whether there was. */
    CompletableFuture<Boolean> connect();

    /** Answers for each subscription what the broker says of it; nothing where it is granted. */
    CompletableFuture<List<Optional<String>>> subscribe(List<BrokerSubscription> subscriptions);

    CompletableFuture<?> unsubscribe(List<String> filters);

    /** All messages that come from now on; without this they would be acknowledged and thrown away. */
    MessageFlow messages();

    CompletableFuture<?> disconnect();

    /** Messages in the order in which they came. Holds one; the others, which are not acknowledged yet, wait at the client. */
    interface MessageFlow extends AutoCloseable {

        /** The next message, if one comes in time; throws a runtime exception where the session is over. */
        Optional<BrokerMessage> receive(long millis) throws InterruptedException;

        @Override
        void close();
    }
}
