package datalab.ingest.grpc;

import com.google.protobuf.ByteString;
import datalab.ingest.IngestResult;
import datalab.ingest.grpc.v1.Accepted;
import datalab.ingest.grpc.v1.PublishOneRequest;

/** Takes the one event of a call of {@code datalab.v1.Ingest/PublishOne}. Thread-safe. */
final class PublishingOne implements Taking<Accepted> {
    private final Caller caller;
    private final Targets targets;

    PublishingOne(Caller caller, Targets targets) {
        this.caller = caller;
        this.targets = targets;
    }

    @Override
    public void take(byte[] bytes, Reply<Accepted> reply) {
        PublishOneRequest message = Bytes.read(bytes, PublishOneRequest.getDefaultInstance());
        Target found = targets.find(message.getLab(), message.getStream());
        Target target = message.getWithoutWait() ? found.withoutWaiting() : found;
        OnceKey key = OnceKey.of(message.getIdempotencyKey());
        ByteString event = message.getEvent();
        caller.accept(target, event.toByteArray(), event.size(), OnceKey.once(key, 1), result -> {
            switch (result) {
                case IngestResult.Accepted kept ->
                    caller.answer(
                            target,
                            kept,
                            key != null,
                            reply,
                            visible -> EventResults.accepted(kept, target, true, visible));
                case IngestResult.Rejected why -> reply.fail(Failures.of(why));
                case IngestResult.Busy busy -> reply.fail(Failures.of(busy));
            }
        });
    }
}
