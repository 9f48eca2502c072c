package datalab.ingest.mqtt;

import datalab.ingest.Ingest;
import datalab.ingest.Intake;
import datalab.ingest.Message;
import datalab.ingest.Refusal;
import datalab.lab.Decoded.Refused;
import datalab.lab.EventStream;
import datalab.lab.Reject;
import datalab.lab.RejectReason;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one connection on their way from its event loop, which must not block, to the door, which may. One after
 * the other, in order, on a thread that lives while there are any. How many there can be is the connection's to bound.
 */
final class Inbox {
    private final Ingest ingest;
    private final TopicRouter router;
    private final Executor threads;
    private final ConcurrentLinkedQueue<Arrived> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();

    /**
     * A message as it came.
     *
     * @param bytes all of it, or the beginning of one over the limit
     */
    @SuppressWarnings("ArrayRecordComponent") // bytes as they came; identity is never asked for
    private record Arrived(String topic, byte[] bytes, int length, Instant arrived, Delivery delivery) {
        boolean isCut() {
            return bytes.length < length;
        }
    }

    Inbox(Ingest ingest, TopicRouter router, Executor threads) {
        this.ingest = ingest;
        this.router = router;
        this.threads = threads;
    }

    /** Takes a message as it came; of one over the limit only the beginning. */
    void add(String topic, Buffer payload, Delivery delivery) {
        int length = payload.length();
        boolean cut = length > ingest.limits().eventBytesMax();
        byte[] bytes = cut ? payload.getBytes(0, Reject.PAYLOAD_BYTES_MAX) : payload.getBytes();
        Instant arrived = Instant.ofEpochMilli(ingest.clock().millis());
        queue.add(new Arrived(topic, bytes, length, arrived, delivery));
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

    private void handOver(Arrived message) {
        List<Intake> intakes = router.streams(message.topic());
        if (intakes.isEmpty()) {
            refuse(message, null, new Refused(RejectReason.UNKNOWN_TOPIC, null, "no stream takes this topic"));
            return;
        }
        message.delivery().await(intakes.size());
        for (Intake intake : intakes) {
            if (message.isCut()) {
                String detail = message.length() + " bytes, the limit is "
                        + ingest.limits().eventBytesMax();
                refuse(message, intake.stream(), new Refused(RejectReason.TOO_LARGE, null, detail));
            } else {
                ingest.acceptPatiently(
                        new Message(intake, message.bytes(), source(message), message.arrived()),
                        message.delivery()::done);
            }
        }
    }

    private void refuse(Arrived message, @Nullable EventStream stream, Refused why) {
        Refusal refusal =
                new Refusal(stream, message.bytes(), message.length(), source(message), message.arrived(), null, why);
        ingest.refusePatiently(refusal, message.delivery()::done);
    }

    private static String source(Arrived message) {
        return TopicRouter.SOURCE + ":" + message.topic();
    }
}
