package datalab.ingest.mqtt;

import datalab.access.AccessRole;
import datalab.access.Caller;
import datalab.ingest.door.InboundMessage;
import datalab.ingest.door.Ingest;
import datalab.ingest.door.IngestResult.Busy;
import datalab.ingest.door.IngestResult.Cause;
import datalab.ingest.door.RejectedInput;
import datalab.ingest.door.SenderQuota;
import datalab.ingest.door.StreamBinding;
import datalab.ingest.mqtt.live.MqttHeaders;
import datalab.ingest.mqtt.live.TopicRouter;
import datalab.ingest.mqtt.session.InboundPublish;
import datalab.ingest.mqtt.wire.Packet.Publish;
import datalab.lab.decode.DecodeResult.Refused;
import datalab.lab.event.Reject;
import datalab.lab.event.RejectReason;
import datalab.lab.stream.EventStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one connection on their way from its event loop, which must not block, to ingest, which may. One after
 * the other, in order, on a thread that lives while there are any. The connection limits their number.
 */
final class InboundQueue {
    private final Ingest ingest;
    private final TopicRouter router;
    private final Executor threads;
    private final Caller sender;
    private final boolean speaks5;
    private final ConcurrentLinkedQueue<Arrived> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();

    /**
     * A message as it came.
     *
     * @param sender the client, where it asks not to get its own; null elsewhere
     */
    private record Arrived(Publish message, @Nullable String sender, Instant arrived, InboundPublish delivery) {}

    InboundQueue(Ingest ingest, TopicRouter router, Executor threads, Caller sender, boolean speaks5) {
        this.ingest = ingest;
        this.router = router;
        this.threads = threads;
        this.sender = sender;
        this.speaks5 = speaks5;
    }

    /**
     * Takes a message as it came; of one over the limit only the beginning.
     *
     * @param sender the client, where it asks not to get its own; null elsewhere
     */
    void add(Publish message, @Nullable String sender, InboundPublish delivery) {
        Instant arrived = Instant.ofEpochMilli(ingest.clock().millis());
        queue.add(new Arrived(message, sender, arrived, delivery));
        if (size.getAndIncrement() == 0) {
            threads.execute(this::drain);
        }
    }

    private void drain() {
        do {
            @Nullable Arrived message = queue.poll();
            if (message == null) {
                throw new IllegalStateException("the inbox counts more than it holds");
            }
            handOver(message);
        } while (size.decrementAndGet() > 0);
    }

    private void handOver(Arrived arrived) {
        List<StreamBinding> taking = router.streams(arrived.message.topic());
        List<StreamBinding> bindings = own(taking);
        if (bindings.isEmpty() && (!taking.isEmpty() || !sender.mayAnywhere(AccessRole.WRITE))) {
            String detail = sender.isCurrent() ? sender.name() + " may not send to this topic" : "the token has ended";
            arrived.delivery.done(new Busy(ingest.limits().retryAfter(), detail, Cause.DENIED));
            return;
        }
        if (bindings.isEmpty()) {
            refuse(arrived, null, new Refused(RejectReason.UNKNOWN_TOPIC, null, "no stream takes this topic"));
            return;
        }
        arrived.delivery.await(bindings.size());
        String tooLarge = tooLarge(arrived.message);
        for (StreamBinding binding : bindings) {
            if (tooLarge != null) {
                refuse(arrived, binding.stream(), new Refused(RejectReason.TOO_LARGE, null, tooLarge));
            } else if (speaks5 && arrived.message.qos() > 0) {
                ingest.acceptWithinQuota(message(binding, arrived), arrived.delivery::done);
            } else {
                ingest.acceptWaiting(message(binding, arrived), arrived.delivery::done);
            }
        }
    }

    private List<StreamBinding> own(List<StreamBinding> taking) {
        return taking.stream()
                .filter(binding -> sender.may(AccessRole.WRITE, binding.stream().lab()))
                .map(binding -> binding.of(sender))
                .toList();
    }

    private @Nullable String tooLarge(Publish message) {
        int eventBytesMax = ingest.limits().eventBytesMax();
        if (message.payloadBytes() > eventBytesMax) {
            return message.payloadBytes() + " bytes, the limit is " + eventBytesMax;
        }
        return message.propertyBytes() > MqttHeaders.PROPERTY_BYTES_MAX
                ? message.propertyBytes() + " bytes of properties, the limit is " + MqttHeaders.PROPERTY_BYTES_MAX
                : null;
    }

    private static InboundMessage message(StreamBinding binding, Arrived arrived) {
        Publish message = arrived.message;
        Map<String, String> headers = MqttHeaders.of(message, arrived.sender);
        return new InboundMessage(binding, message.payload(), source(arrived), arrived.arrived).with(headers);
    }

    private void refuse(Arrived arrived, @Nullable EventStream stream, Refused why) {
        Publish message = arrived.message;
        Busy over = SenderQuota.take(sender.quota(), message.payloadBytes());
        if (over != null) {
            arrived.delivery.done(over);
            return;
        }
        byte[] beginning = beginning(message.payload());
        RejectedInput refusal = new RejectedInput(
                stream, beginning, message.payloadBytes(), source(arrived), arrived.arrived, null, why);
        ingest.refuseWaiting(refusal, arrived.delivery::done);
    }

    private static byte[] beginning(byte[] payload) {
        return payload.length <= Reject.PAYLOAD_BYTES_MAX ? payload : Arrays.copyOf(payload, Reject.PAYLOAD_BYTES_MAX);
    }

    private static String source(Arrived arrived) {
        return TopicRouter.SOURCE + ":" + arrived.message.topic();
    }
}
