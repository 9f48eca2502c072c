package datalab.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.hivemq.client.mqtt.MqttClientBuilder;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.datatypes.MqttTopicFilter;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient.Mqtt5Publishes;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5SubAckException;
import com.hivemq.client.mqtt.mqtt5.message.auth.Mqtt5SimpleAuth;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAck;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5RetainHandling;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscribe;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscription;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.suback.Mqtt5SubAck;
import com.hivemq.client.mqtt.mqtt5.message.unsubscribe.Mqtt5Unsubscribe;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** A client of MQTT 5. */
final class BrokerClient5 implements BrokerClient {
    private final MqttBroker broker;
    private final Mqtt5AsyncClient client;
    private final Duration sessionExpiry;

    BrokerClient5(MqttBroker broker, MqttClientBuilder builder, Duration sessionExpiry) {
        this.broker = broker;
        this.client = builder.useMqttVersion5().buildAsync();
        this.sessionExpiry = sessionExpiry;
    }

    @Override
    public CompletableFuture<Boolean> connect() {
        return client.connectWith()
                .cleanStart(false)
                .sessionExpiryInterval(sessionExpiry.toSeconds())
                .keepAlive(BrokerTransport.KEEP_ALIVE_SECONDS)
                .simpleAuth(broker.login().map(BrokerClient5::login).orElse(null))
                .restrictions()
                .receiveMaximum(broker.receiveMaximum())
                .maximumPacketSize(PACKET_BYTES_MAX)
                .applyRestrictions()
                .send()
                .thenApply(Mqtt5ConnAck::isSessionPresent);
    }

    /** What is retained comes with a subscription that is new, never with a shared one, as MQTT 5 has it. */
    @Override
    public CompletableFuture<List<Optional<String>>> subscribe(List<BrokerSubscription> subscriptions) {
        List<Mqtt5Subscription> wanted = subscriptions.stream()
                .map(subscription -> Mqtt5Subscription.builder()
                        .topicFilter(subscription.filter())
                        .qos(MqttQos.fromCode(subscription.qos()))
                        .retainHandling(Mqtt5RetainHandling.SEND_IF_SUBSCRIPTION_DOES_NOT_EXIST)
                        .build())
                .toList();
        return client.subscribe(
                        Mqtt5Subscribe.builder().addSubscriptions(wanted).build())
                .handle((answer, failure) -> {
                    if (failure != null && !(failure instanceof Mqtt5SubAckException)) {
                        throw new CompletionException(failure);
                    }
                    return reasons(failure == null ? answer : ((Mqtt5SubAckException) failure).getMqttMessage());
                });
    }

    private static List<Optional<String>> reasons(Mqtt5SubAck answer) {
        return answer.getReasonCodes().stream()
                .map(code -> code.isError() ? Optional.of(code.toString()) : Optional.<String>empty())
                .toList();
    }

    @Override
    public CompletableFuture<?> unsubscribe(List<String> filters) {
        return client.unsubscribe(Mqtt5Unsubscribe.builder()
                .addTopicFilters(filters.stream().map(MqttTopicFilter::of).toList())
                .build());
    }

    @Override
    public MessageFlow messages() {
        Mqtt5Publishes publishes = client.toBlocking().publishes(MqttGlobalPublishFilter.ALL, true);
        return new MessageFlow() {
            @Override
            public Optional<BrokerMessage> receive(long millis) throws InterruptedException {
                return publishes.receive(millis, TimeUnit.MILLISECONDS).map(BrokerClient5::message);
            }

            @Override
            public void close() {
                publishes.close();
            }
        };
    }

    @Override
    public CompletableFuture<?> disconnect() {
        return client.disconnect();
    }

    private static BrokerMessage message(Mqtt5Publish publish) {
        return new BrokerMessage(publish.getTopic().toString(), publish.getPayloadAsBytes(), publish::acknowledge);
    }

    private static Mqtt5SimpleAuth login(MqttBroker.Login login) {
        return Mqtt5SimpleAuth.builder()
                .username(login.user())
                .password(login.password().getBytes(UTF_8))
                .build();
    }
}
