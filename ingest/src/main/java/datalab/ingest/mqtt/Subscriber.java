package datalab.ingest.mqtt;

import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.mqtt.MqttEndpoint;
import io.vertx.mqtt.MqttTopicSubscription;
import io.vertx.mqtt.messages.MqttSubscribeMessage;
import io.vertx.mqtt.messages.MqttUnsubscribeMessage;
import io.vertx.mqtt.messages.codes.MqttSubAckReasonCode;
import io.vertx.mqtt.messages.codes.MqttUnsubAckReasonCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The other direction of one connection: new events for a client that has subscribed. A client that is too slow loses
 * events, and nobody waits for it. Thread-safe.
 */
final class Subscriber {
    /** What may be on its way to a client before it loses events. */
    private static final int UNDER_WAY_MAX = 1000;

    private static final int SUBSCRIPTIONS_MAX = 100;

    private final MqttEndpoint endpoint;
    private final Session session;
    private final Context loop;
    private final int unacknowledgedMax;
    private final AtomicInteger unwritten = new AtomicInteger();
    private final Map<String, TopicFilter> filters = new ConcurrentHashMap<>();
    private int unacknowledged; // of the event loop

    Subscriber(MqttEndpoint endpoint, Session session, Context loop) {
        this.endpoint = endpoint;
        this.session = session;
        this.loop = loop;
        this.unacknowledgedMax = Math.min(
                UNDER_WAY_MAX,
                Replies.number(endpoint.connectProperties(), MqttProperties.RECEIVE_MAXIMUM, UNDER_WAY_MAX));
        session.subscriptions().keySet().forEach(filter -> filters.put(filter, TopicFilter.of(filter)));
    }

    /** Answers when what is published from then on will be delivered. */
    void subscribe(MqttSubscribeMessage message, LiveFeed live) {
        List<MqttSubAckReasonCode> codes = new ArrayList<>();
        for (MqttTopicSubscription subscription : message.topicSubscriptions()) {
            codes.add(subscribe(subscription, live));
        }
        live.follow(
                this,
                ready -> loop.runOnContext(ignored -> answer(message.messageId(), ready ? codes : failed(codes))));
    }

    void unsubscribe(MqttUnsubscribeMessage message) {
        List<MqttUnsubAckReasonCode> codes = new ArrayList<>();
        for (String filter : message.topics()) {
            boolean existed = session.subscriptions().remove(filter) != null;
            filters.remove(filter);
            codes.add(existed ? MqttUnsubAckReasonCode.SUCCESS : MqttUnsubAckReasonCode.NO_SUBSCRIPTION_EXISTED);
        }
        endpoint.unsubscribeAcknowledge(
                message.messageId(), Replies.speaks5(endpoint) ? codes : List.of(), MqttProperties.NO_PROPERTIES);
    }

    /** Offers one event; it is delivered where a subscription means its topic. */
    void offer(String topic, List<String> levels, byte[] payload) {
        int qos = -1;
        for (TopicFilter filter : filters.values()) {
            if (filter.matches(levels)) {
                qos = Math.max(qos, session.subscriptions().getOrDefault(filter.text(), -1));
            }
        }
        if (qos >= 0 && unwritten.incrementAndGet() <= UNDER_WAY_MAX) {
            MqttQoS granted = MqttQoS.valueOf(qos);
            loop.runOnContext(ignored -> deliver(topic, payload, granted));
        } else if (qos >= 0) {
            unwritten.decrementAndGet();
        }
    }

    void acknowledged(int packetId) {
        unacknowledged = Math.max(0, unacknowledged - 1);
    }

    private void deliver(String topic, byte[] payload, MqttQoS qos) {
        boolean acknowledges = qos == MqttQoS.AT_LEAST_ONCE;
        if (!endpoint.isConnected() || (acknowledges && unacknowledged >= unacknowledgedMax)) {
            unwritten.decrementAndGet();
            return;
        }
        unacknowledged += acknowledges ? 1 : 0;
        endpoint.publish(topic, Buffer.buffer(payload), qos, false, false)
                .onComplete(written -> unwritten.decrementAndGet());
    }

    private MqttSubAckReasonCode subscribe(MqttTopicSubscription subscription, LiveFeed live) {
        TopicFilter filter = TopicFilter.of(subscription.topicName());
        if (!filter.isValid() || !live.couldDeliver(filter)) {
            return MqttSubAckReasonCode.TOPIC_FILTER_INVALID;
        }
        if (filters.size() >= SUBSCRIPTIONS_MAX && !filters.containsKey(filter.text())) {
            return MqttSubAckReasonCode.QUOTA_EXCEEDED;
        }
        int qos = Math.min(1, subscription.qualityOfService().value());
        session.subscriptions().put(filter.text(), qos);
        filters.put(filter.text(), filter);
        return qos == 1 ? MqttSubAckReasonCode.GRANTED_QOS1 : MqttSubAckReasonCode.GRANTED_QOS0;
    }

    private void answer(int messageId, List<MqttSubAckReasonCode> codes) {
        if (!endpoint.isConnected()) {
            return;
        }
        if (Replies.speaks5(endpoint)) {
            endpoint.subscribeAcknowledge(messageId, codes, MqttProperties.NO_PROPERTIES);
        } else {
            endpoint.subscribeAcknowledge(
                    messageId, codes.stream().map(Subscriber::inVersion3).toList());
        }
    }

    private static MqttQoS inVersion3(MqttSubAckReasonCode code) {
        return switch (code) {
            case GRANTED_QOS0 -> MqttQoS.AT_MOST_ONCE;
            case GRANTED_QOS1 -> MqttQoS.AT_LEAST_ONCE;
            case GRANTED_QOS2 -> MqttQoS.EXACTLY_ONCE;
            case UNSPECIFIED_ERROR,
                    IMPLEMENTATION_SPECIFIC_ERROR,
                    NOT_AUTHORIZED,
                    TOPIC_FILTER_INVALID,
                    PACKET_IDENTIFIER_IN_USE,
                    QUOTA_EXCEEDED,
                    SHARED_SUBSCRIPTIONS_NOT_SUPPORTED,
                    SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED,
                    WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED -> MqttQoS.FAILURE;
        };
    }

    private static List<MqttSubAckReasonCode> failed(List<MqttSubAckReasonCode> codes) {
        return codes.stream()
                .map(ignored -> MqttSubAckReasonCode.IMPLEMENTATION_SPECIFIC_ERROR)
                .toList();
    }
}
