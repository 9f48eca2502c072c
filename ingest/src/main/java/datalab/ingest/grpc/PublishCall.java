package datalab.ingest.grpc;

import com.google.protobuf.ByteString;
import datalab.ingest.door.IngestResult;
import datalab.ingest.grpc.v1.PublishRequest;
import datalab.ingest.grpc.v1.PublishResponse;
import org.jspecify.annotations.Nullable;

/** Takes the messages of one call of {@code datalab.v1.Ingest/Publish}. Used by one thread at a time. */
final class PublishCall implements StreamingCall<PublishResponse> {
    static final int EVENTS_MAX = 10_000;

    private final CancellableIngest caller;
    private final GrpcStreams targets;
    private @Nullable GrpcStream last;

    PublishCall(CancellableIngest caller, GrpcStreams targets) {
        this.caller = caller;
        this.targets = targets;
    }

    @Override
    public void take(byte[] bytes, PendingReply<PublishResponse> reply) {
        PublishRequest message = RawMarshaller.read(bytes, PublishRequest.getDefaultInstance());
        GrpcStream found = target(message);
        GrpcStream target = message.getWithoutWait() ? found.withoutWaiting() : found;
        int count = message.getEventsCount();
        if (count > EVENTS_MAX) {
            throw IngestStatus.badArgument("events", count + " events in one message, the limit is " + EVENTS_MAX);
        }
        GrpcIdempotencyKey key = GrpcIdempotencyKey.of(message.getIdempotencyKey());
        if (count == 0) {
            reply.settle(PublishResponse::getDefaultInstance);
            return;
        }
        boolean withEvents = message.getReturnEvents();
        MessageOutcomes outcomes = new MessageOutcomes(
                count,
                all -> caller.answer(
                        target, all::reached, reply, visible -> response(all, target, withEvents, visible)));
        handOver(message, target, key, outcomes, reply);
    }

    private void handOver(
            PublishRequest message,
            GrpcStream target,
            @Nullable GrpcIdempotencyKey key,
            MessageOutcomes outcomes,
            PendingReply<?> reply) {
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
                    target,
                    buffer,
                    event.size(),
                    GrpcIdempotencyKey.once(key, i + 1),
                    result -> outcomes.settle(index, result));
        }
    }

    private GrpcStream target(PublishRequest message) {
        GrpcStream before = last;
        if (before != null && message.getLab().isEmpty() && message.getStream().isEmpty()) {
            return before;
        }
        GrpcStream found = targets.find(message.getLab(), message.getStream());
        last = found;
        return found;
    }

    private static PublishResponse response(
            MessageOutcomes outcomes, GrpcStream target, boolean withEvents, @Nullable Boolean visible) {
        PublishResponse.Builder response = PublishResponse.newBuilder();
        for (int i = 0; i < outcomes.count(); i++) {
            response.addResults(EventResults.of(outcomes.get(i), target, withEvents, visible));
        }
        return response.build();
    }
}
