package datalab.ingest.grpc;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import datalab.ingest.Ingest;
import datalab.ingest.IngestListener;
import datalab.ingest.IngestResult;
import datalab.ingest.Message;
import datalab.ingest.Refusal;
import datalab.lab.Decoded.Refused;
import datalab.lab.Reject;
import datalab.lab.RejectReason;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Takes the messages of one call of a stream's typed service, one event each. Used by one thread at a time. */
final class TypedTaking implements Taking<byte[], DynamicMessage> {
    private final Ingest ingest;
    private final Stream stream;
    private final @Nullable OnceKey key;
    private final BiConsumer<IngestResult, Reply<DynamicMessage>> answering;
    private int number;

    /** What the calls of a stream's service have in common. */
    record Stream(Target target, TypedEvents events, Descriptor message) {}

    /**
     * Takes the messages of one call.
     *
     * @param key from which each message has its once id
     * @param answering settles the reply to an event of which it is known what became of it
     */
    TypedTaking(
            Ingest ingest,
            Stream stream,
            @Nullable OnceKey key,
            BiConsumer<IngestResult, Reply<DynamicMessage>> answering) {
        this.ingest = ingest;
        this.stream = stream;
        this.key = key;
        this.answering = answering;
    }

    @Override
    public int bytes(byte[] message) {
        return message.length;
    }

    @Override
    public void take(byte[] bytes, Reply<DynamicMessage> reply) {
        DynamicMessage event = parse(bytes);
        String once = OnceKey.once(key, ++number);
        Instant arrived = Instant.ofEpochMilli(ingest.clock().millis());
        IngestListener listener = result -> answering.accept(result, reply);
        if (event.getUnknownFields().asMap().isEmpty()) {
            byte[] json = stream.events.json(event);
            ingest.acceptPatiently(
                    new Message(stream.target.intake(), json, 0, json.length, GrpcIngest.SOURCE, arrived, once),
                    listener);
        } else {
            ingest.refusePatiently(
                    new Refusal(
                            stream.target.intake().stream(),
                            Arrays.copyOf(bytes, Math.min(bytes.length, Reject.PAYLOAD_BYTES_MAX)),
                            bytes.length,
                            GrpcIngest.SOURCE,
                            arrived,
                            once,
                            unknown(event)),
                    listener);
        }
    }

    private DynamicMessage parse(byte[] bytes) {
        try {
            return DynamicMessage.parseFrom(stream.message, bytes);
        } catch (InvalidProtocolBufferException e) {
            throw Failures.badArgument("", "not a " + stream.message.getFullName() + ": " + e.getMessage());
        }
    }

    private Refused unknown(DynamicMessage event) {
        int unknown = event.getUnknownFields().asMap().keySet().iterator().next();
        return new Refused(
                RejectReason.UNKNOWN_FIELD,
                Integer.toString(unknown),
                "field number " + unknown + " is not in " + stream.message.getFullName()
                        + " as it is now; it may have been made from another lab.yaml");
    }
}
