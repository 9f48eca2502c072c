package datalab.ingest.grpc;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import datalab.ingest.door.IngestResult;
import datalab.lab.event.Event;
import datalab.lab.input.GrpcInput;
import datalab.lab.stream.EventStream;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.protobuf.ProtoUtils;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A method under a name of the lab's own: takes one event and answers it as it is kept, in the same message. Its fields have no
 * presence, as those of most older clients: a number that is required and was left out is 0. Thread-safe.
 */
final class NamedMethod {
    private static final JsonFactory JSON = new JsonFactory();

    private final com.google.protobuf.Descriptors.MethodDescriptor method;
    private final EventStream events;
    private final List<FieldDescriptor> fields;
    private final TypedStreamingCall.Stream stream;

    NamedMethod(GrpcStream target, GrpcInput input, com.google.protobuf.Descriptors.MethodDescriptor method) {
        this.method = method;
        this.events = target.binding().stream();
        this.fields = input.members().stream()
                .map(member -> method.getInputType().findFieldByNumber(member.number()))
                .toList();
        this.stream = new TypedStreamingCall.Stream(
                target, this::json, DynamicMessage.getDefaultInstance(method.getInputType()));
    }

    MethodDescriptor<byte[], DynamicMessage> descriptor() {
        return ServiceDescriptors.method(method, ProtoUtils.marshaller(stream.message()));
    }

    StreamingCall<DynamicMessage> calling(Metadata headers, CancellableIngest caller) {
        GrpcIdempotencyKey key = GrpcIdempotencyKey.of(headers);
        return new TypedStreamingCall(caller, stream, key, (became, reply) -> {
            switch (became) {
                case IngestResult.Accepted event ->
                    caller.answer(stream.target(), event, key != null, reply, visible -> kept(event));
                case IngestResult.Rejected why -> reply.fail(IngestStatus.of(why));
                case IngestResult.Busy busy -> reply.fail(IngestStatus.of(busy));
            }
        });
    }

    private byte[] json(Message message) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = JSON.createGenerator(bytes)) {
            out.writeStartObject();
            for (FieldDescriptor field : fields) {
                if (message.hasField(field) || isZero(field)) {
                    out.writeFieldName(field.getName());
                    ProtoJson.write(out, message.getField(field));
                }
            }
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // in-memory streams do not throw
        }
        return bytes.toByteArray();
    }

    /** Whether what was left out is 0 or false. */
    private boolean isZero(FieldDescriptor field) {
        boolean isNumber = field.getJavaType() != JavaType.STRING && field.getJavaType() != JavaType.MESSAGE;
        return isNumber
                && events.field(field.getName())
                        .filter(declared -> declared.required() && !declared.generated())
                        .isPresent();
    }

    private DynamicMessage kept(IngestResult.Accepted accepted) {
        Event event = new Event(events, accepted.payload(), accepted.arrived(), accepted.at());
        DynamicMessage.Builder kept = DynamicMessage.newBuilder(method.getInputType());
        for (FieldDescriptor field : fields) {
            Object value = ProtoJson.value(field, value(event, field.getName()));
            if (value != null) {
                kept.setField(field, value);
            }
        }
        return kept.build();
    }

    private @Nullable Object value(Event event, String name) {
        int index = events.indexOf(name);
        return index >= 0 ? event.value(index) : name.equals(events.time()) ? event.time() : null;
    }
}
