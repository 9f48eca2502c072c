package datalab.ingest.grpc;

import com.google.protobuf.ByteString;
import datalab.ingest.door.IngestResult;
import datalab.ingest.grpc.v1.Accepted;
import datalab.ingest.grpc.v1.PublishOneRequest;

/** Takes the one event of a call of {@code datalab.v1.Ingest/PublishOne}. Thread-safe. */
final class PublishOneCall implements StreamingCall<Accepted> {
    private final CancellableIngest caller;
    private final GrpcStreams targets;

    PublishOneCall(CancellableIngest caller, GrpcStreams targets) {
        this.caller = caller;
        this.targets = targets;
    }

    @Override
    public void take(byte[] bytes, PendingReply<Accepted> reply) {
        PublishOneRequest message = RawMarshaller.read(bytes, PublishOneRequest.getDefaultInstance());
        GrpcStream found = targets.find(message.getLab(), message.getStream());
        GrpcStream target = message.getWithoutWait() ? found.withoutWaiting() : found;
        GrpcIdempotencyKey key = GrpcIdempotencyKey.of(message.getIdempotencyKey());
        ByteString event = message.getEvent();
        caller.accept(target, event.toByteArray(), event.size(), GrpcIdempotencyKey.once(key, 1), result -> {
            switch (result) {
                case IngestResult.Accepted kept ->
                    caller.answer(
                            target,
                            kept,
                            key != null,
                            reply,
                            visible -> EventResults.accepted(kept, target, true, visible));
                case IngestResult.Rejected why -> reply.fail(IngestStatus.of(why));
                case IngestResult.Busy busy -> reply.fail(IngestStatus.of(busy));
            }
        });
    }
}
