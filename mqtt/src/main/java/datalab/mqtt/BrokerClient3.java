package datalab.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.hivemq.client.mqtt.MqttClientBuilder;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.datatypes.MqttTopicFilter;
import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient.Mqtt3Publishes;
import com.hivemq.client.mqtt.mqtt3.exceptions.Mqtt3SubAckException;
import com.hivemq.client.mqtt.mqtt3.message.auth.Mqtt3SimpleAuth;
import com.hivemq.client.mqtt.mqtt3.message.connect.connack.Mqtt3ConnAck;
import com.hivemq.client.mqtt.mqtt3.message.publish.Mqtt3Publish;
import com.hivemq.client.mqtt.mqtt3.message.subscribe.Mqtt3Subscribe;
import com.hivemq.client.mqtt.mqtt3.message.subscribe.Mqtt3Subscription;
import com.hivemq.client.mqtt.mqtt3.message.subscribe.suback.Mqtt3SubAck;
import com.hivemq.client.mqtt.mqtt3.message.unsubscribe.Mqtt3Unsubscribe;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** A client of MQTT 3.1.1. How long a session is kept, and how much may be unacknowledged, the broker decides. */
final class BrokerClient3 implements BrokerClient {
    private final MqttBroker broker;
    private final Mqtt3AsyncClient client;

    BrokerClient3(MqttBroker broker, MqttClientBuilder builder) {
        this.broker = broker;
        this.client = builder.useMqttVersion3().buildAsync();
    }

    @Override
    public CompletableFuture<Boolean> connect() {
        return client.connectWith()
                .cleanSession(false)
                .keepAlive(BrokerTransport.KEEP_ALIVE_SECONDS)
                .simpleAuth(broker.login().map(BrokerClient3::login).orElse(null))
                .send()
                .thenApply(Mqtt3ConnAck::isSessionPresent);
    }

    @Override
    public CompletableFuture<List<Optional<String>>> subscribe(List<BrokerSubscription> subscriptions) {
        List<Mqtt3Subscription> wanted = subscriptions.stream()
                .map(subscription -> Mqtt3Subscription.builder()
                        .topicFilter(subscription.filter())
                        .qos(MqttQos.fromCode(subscription.qos()))
                        .build())
                .toList();
        return client.subscribe(
                        Mqtt3Subscribe.builder().addSubscriptions(wanted).build())
                .handle((answer, failure) -> {
                    if (failure != null && !(failure instanceof Mqtt3SubAckException)) {
                        throw new CompletionException(failure);
                    }
                    return reasons(failure == null ? answer : ((Mqtt3SubAckException) failure).getMqttMessage());
                });
    }

    private static List<Optional<String>> reasons(Mqtt3SubAck answer) {
        return answer.getReturnCodes().stream()
                .map(code -> code.isError() ? Optional.of(code.toString()) : Optional.<String>empty())
                .toList();
    }

    @Override
    public CompletableFuture<?> unsubscribe(List<String> filters) {
        return client.unsubscribe(Mqtt3Unsubscribe.builder()
                .addTopicFilters(filters.stream().map(MqttTopicFilter::of).toList())
                .build());
    }

    @Override
    public MessageFlow messages() {
        Mqtt3Publishes publishes = client.toBlocking().publishes(MqttGlobalPublishFilter.ALL, true);
        return new MessageFlow() {
            @Override
            public Optional<BrokerMessage> receive(long millis) throws InterruptedException {
                return publishes.receive(millis, TimeUnit.MILLISECONDS).map(BrokerClient3::message);
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

    private static BrokerMessage message(Mqtt3Publish publish) {
        return new BrokerMessage(publish.getTopic().toString(), publish.getPayloadAsBytes(), publish::acknowledge);
    }

    private static Mqtt3SimpleAuth login(MqttBroker.Login login) {
        return Mqtt3SimpleAuth.builder()
                .username(login.user())
                .password(login.password().getBytes(UTF_8))
                .build();
    }
}
