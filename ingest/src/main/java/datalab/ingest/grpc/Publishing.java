package datalab.ingest.grpc;

import com.google.protobuf.ByteString;
import datalab.ingest.IngestResult;
import datalab.ingest.grpc.v1.PublishRequest;
import datalab.ingest.grpc.v1.PublishResponse;
import org.jspecify.annotations.Nullable;

/** Takes the messages of one call of {@code datalab.v1.Ingest/Publish}. Used by one thread at a time. */
final class Publishing implements Taking<PublishResponse> {
    static final int EVENTS_MAX = 10_000;

    private final Caller caller;
    private final Targets targets;
    private @Nullable Target last;

    Publishing(Caller caller, Targets targets) {
        this.caller = caller;
        this.targets = targets;
    }

    @Override
    public void take(byte[] bytes, Reply<PublishResponse> reply) {
        PublishRequest message = Bytes.read(bytes, PublishRequest.getDefaultInstance());
        Target found = target(message);
        Target target = message.getWithoutWait() ? found.withoutWaiting() : found;
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
        Outcomes outcomes = new Outcomes(
                count,
                all -> caller.answer(
                        target, all::reached, reply, visible -> response(all, target, withEvents, visible)));
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
            caller.accept(
                    target, buffer, event.size(), OnceKey.once(key, i + 1), result -> outcomes.settle(index, result));
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

    private static PublishResponse response(
            Outcomes outcomes, Target target, boolean withEvents, @Nullable Boolean visible) {
        PublishResponse.Builder response = PublishResponse.newBuilder();
        for (int i = 0; i < outcomes.count(); i++) {
            response.addResults(EventResults.of(outcomes.get(i), target, withEvents, visible));
        }
        return response.build();
    }
}
