package datalab.process.publish.walked;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import datalab.out.mqtt.MqttServerType;
import datalab.store.output.OutputTable;
import datalab.store.output.OutputTarget;
import datalab.testkit.TestServerSettings;
import datalab.testkit.contract.JsonRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Retained messages of an MQTT broker, as one gets them who subscribes. */
public final class WalkedMqtt implements WalkedTarget {
    private static final int ANSWER_SECONDS_MAX = 30;
    private static final String END = "end";

    private final OutputTarget target;
    private final Mqtt5BlockingClient client;

    /** @param port of one on this machine */
    public WalkedMqtt(int port) {
        target = new MqttServerType()
                .configure(new TestServerSettings("target", Map.of("url", "mqtt://127.0.0.1:" + port)))
                .outputs();
        client = Mqtt5Client.builder().serverHost("127.0.0.1").serverPort(port).buildBlocking();
        client.connect();
        client.subscribeWith().topicFilter(END).qos(MqttQos.AT_LEAST_ONCE).send();
    }

    @Override
    public OutputTarget target() {
        return target;
    }

    @Override
    public Guard guard() {
        return Guard.FENCE;
    }

    /** A message of its own comes after all that was retained. */
    @Override
    public List<List<@Nullable Object>> seen(OutputTable table) {
        String topics = table.name() + "/#";
        List<List<@Nullable Object>> seen = new ArrayList<>();
        try (Mqtt5BlockingClient.Mqtt5Publishes messages = client.publishes(MqttGlobalPublishFilter.ALL)) {
            client.subscribeWith()
                    .topicFilter(topics)
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .send();
            client.publishWith().topic(END).qos(MqttQos.AT_LEAST_ONCE).send();
            Mqtt5Publish next = next(messages);
            while (!next.getTopic().toString().equals(END)) {
                seen.add(JsonRows.read(table, next.getPayloadAsBytes()));
                next = next(messages);
            }
        }
        client.unsubscribeWith().topicFilter(topics).send();
        return seen;
    }

    private static Mqtt5Publish next(Mqtt5BlockingClient.Mqtt5Publishes messages) {
        try {
            return messages.receive(ANSWER_SECONDS_MAX, TimeUnit.SECONDS)
                    .orElseThrow(() -> new AssertionError("no message within " + ANSWER_SECONDS_MAX + " s"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        client.disconnect();
        target.close();
    }
}
