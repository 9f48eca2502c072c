package datalab.ingest.grpc;

import com.google.protobuf.ByteString;
import datalab.ingest.Ingest;
import datalab.ingest.IngestResult;
import datalab.ingest.Message;
import datalab.ingest.grpc.v1.Accepted;
import datalab.ingest.grpc.v1.PublishOneRequest;
import java.time.Instant;

/** Takes the one event of a call of {@code datalab.v1.Ingest/PublishOne}. Thread-safe. */
final class PublishingOne implements Taking<PublishOneRequest, Accepted> {
    private final Ingest ingest;
    private final Targets targets;

    PublishingOne(Ingest ingest, Targets targets) {
        this.ingest = ingest;
        this.targets = targets;
    }

    @Override
    public int bytes(PublishOneRequest message) {
        return message.getSerializedSize();
    }

    @Override
    public void take(PublishOneRequest message, Reply<Accepted> reply) {
        Target target = targets.find(message.getLab(), message.getStream());
        OnceKey key = OnceKey.of(message.getIdempotencyKey());
        ByteString event = message.getEvent();
        ingest.acceptPatiently(
                new Message(
                        target.intake(),
                        event.toByteArray(),
                        0,
                        event.size(),
                        GrpcIngest.SOURCE,
                        Instant.ofEpochMilli(ingest.clock().millis()),
                        OnceKey.once(key, 1)),
                result -> settle(result, target, reply));
    }

    private static void settle(IngestResult result, Target target, Reply<Accepted> reply) {
        switch (result) {
            case IngestResult.Accepted event -> reply.settle(() -> EventResults.accepted(event, target, true));
            case IngestResult.Rejected why -> reply.fail(Failures.of(why));
            case IngestResult.Busy busy -> reply.fail(Failures.of(busy));
        }
    }
}
