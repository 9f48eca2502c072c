package datalab.ingest.grpc;

import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import datalab.ingest.door.IngestListener;
import datalab.ingest.door.IngestResult;
import datalab.lab.decode.DecodeResult.Refused;
import datalab.lab.event.RejectReason;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Takes the messages of one call of a stream's typed service, one event each. Used by one thread at a time. */
final class TypedStreamingCall implements StreamingCall<DynamicMessage> {
    private final CancellableIngest caller;
    private final Stream stream;
    private final @Nullable GrpcIdempotencyKey key;
    private final BiConsumer<IngestResult, PendingReply<DynamicMessage>> answering;
    private int number;

    /**
     * What the calls of a stream's service have in common.
     *
     * @param json what a message says, as the JSON object that would be sent another way
     * @param message any one of those that come
     */
    record Stream(GrpcStream target, Function<Message, byte[]> json, DynamicMessage message) {}

    /**
     * Takes the messages of one call.
     *
     * @param key from which each message's idempotency key is derived
     * @param answering settles the reply to an event of which it is known what became of it
     */
    TypedStreamingCall(
            CancellableIngest caller,
            Stream stream,
            @Nullable GrpcIdempotencyKey key,
            BiConsumer<IngestResult, PendingReply<DynamicMessage>> answering) {
        this.caller = caller;
        this.stream = stream;
        this.key = key;
        this.answering = answering;
    }

    @Override
    public void take(byte[] bytes, PendingReply<DynamicMessage> reply) {
        String once = GrpcIdempotencyKey.once(key, ++number);
        IngestListener listener = result -> answering.accept(result, reply);
        DynamicMessage event;
        try {
            event = stream.message.getParserForType().parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            Refused why = new Refused(RejectReason.NOT_AN_OBJECT, null, RawMarshaller.notA(stream.message, e));
            caller.refuse(stream.target, bytes, once, why, listener);
            return;
        }
        if (event.getUnknownFields().asMap().isEmpty()) {
            byte[] json = stream.json.apply(event);
            caller.accept(stream.target, json, json.length, once, listener);
        } else {
            caller.refuse(stream.target, bytes, once, unknown(event), listener);
        }
    }

    private Refused unknown(DynamicMessage event) {
        int unknown = event.getUnknownFields().asMap().keySet().iterator().next();
        return new Refused(
                RejectReason.UNKNOWN_FIELD,
                Integer.toString(unknown),
                "field number " + unknown + " is not in "
                        + stream.message.getDescriptorForType().getFullName()
                        + " as it is now; it may have been made from another lab.yaml");
    }
}
