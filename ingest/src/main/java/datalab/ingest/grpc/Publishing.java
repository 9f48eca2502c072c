package datalab.ingest.grpc;

import com.google.protobuf.ByteString;
import datalab.ingest.Ingest;
import datalab.ingest.IngestResult;
import datalab.ingest.Message;
import datalab.ingest.grpc.v1.PublishRequest;
import datalab.ingest.grpc.v1.PublishResponse;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Takes the messages of one call of {@code datalab.v1.Ingest/Publish}. Used by one thread at a time. */
final class Publishing implements Taking<PublishRequest, PublishResponse> {
    static final int EVENTS_MAX = 10_000;

    private final Ingest ingest;
    private final Targets targets;
    private @Nullable Target last;

    Publishing(Ingest ingest, Targets targets) {
        this.ingest = ingest;
        this.targets = targets;
    }

    @Override
    public int bytes(PublishRequest message) {
        return message.getSerializedSize();
    }

    @Override
    public void take(PublishRequest message, Reply<PublishResponse> reply) {
        Target target = target(message);
        int count = message.getEventsCount();
        if (count > EVENTS_MAX) {
            throw Failures.badArgument("events", count + " events in one message, the limit is " + EVENTS_MAX);
        }
        OnceKey key = OnceKey.of(message.getIdempotencyKey());
        if (count == 0) {
            reply.settle(PublishResponse::getDefaultInstance);
            return;
        }
        boolean withEvents = message.getReturnEvents();
        Outcomes outcomes = new Outcomes(count, all -> reply.settle(() -> response(all, target, withEvents)));
        handOver(message, target, key, outcomes, reply);
    }

    private void handOver(
            PublishRequest message, Target target, @Nullable OnceKey key, Outcomes outcomes, Reply<?> reply) {
        byte[] buffer = new byte
                [message.getEventsList().stream()
                        .mapToInt(ByteString::size)
                        .max()
                        .orElse(0)];
        for (int i = 0; i < outcomes.count() && reply.isWanted(); i++) {
            IngestResult.Busy busy = outcomes.busy();
            if (busy != null) { // the rest would only wait as long again
                outcomes.settle(i, busy);
                continue;
            }
            ByteString event = message.getEvents(i);
            event.copyTo(buffer, 0);
            int index = i;
            ingest.acceptPatiently(
                    new Message(
                            target.intake(),
                            buffer,
                            0,
                            event.size(),
                            GrpcIngest.SOURCE,
                            Instant.ofEpochMilli(ingest.clock().millis()),
                            OnceKey.once(key, i + 1)),
                    result -> outcomes.settle(index, result));
        }
    }

    private Target target(PublishRequest message) {
        Target before = last;
        if (before != null && message.getLab().isEmpty() && message.getStream().isEmpty()) {
            return before;
        }
        Target found = targets.find(message.getLab(), message.getStream());
        last = found;
        return found;
    }

    private static PublishResponse response(Outcomes outcomes, Target target, boolean withEvents) {
        PublishResponse.Builder response = PublishResponse.newBuilder();
        for (int i = 0; i < outcomes.count(); i++) {
            response.addResults(EventResults.of(outcomes.get(i), target, withEvents));
        }
        return response.build();
    }
}
