package datalab.ingest.grpc;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import datalab.ingest.door.IngestResult;
import datalab.lab.event.Event;
import datalab.lab.event.Origin;
import datalab.lab.proto.ProtoField;
import datalab.lab.proto.StreamProto;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One stream's typed messages: as JSON for {@code Ingest}, and built from archived events. Thread-safe. */
final class TypedEvents {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int EVENT_BYTES = 256;

    private final StreamProto proto;
    private final Descriptor message;
    private final FieldDescriptor[] fields;
    private final String[] jsonNames;

    TypedEvents(StreamProto proto, Descriptor message) {
        this.proto = proto;
        this.message = message;
        this.fields = proto.fields().stream()
                .map(field -> message.findFieldByNumber(field.number()))
                .toArray(FieldDescriptor[]::new);
        this.jsonNames = proto.fields().stream().map(this::jsonName).toArray(String[]::new);
    }

    /** What the sender says, as the JSON object that would be sent another way. */
    byte[] json(Message event) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(EVENT_BYTES);
        try (JsonGenerator out = JSON.createGenerator(bytes)) {
            out.writeStartObject();
            for (int i = 0; i < fields.length; i++) {
                if (proto.fields().get(i).isTaken() && event.hasField(fields[i])) {
                    out.writeFieldName(jsonNames[i]);
                    ProtoJson.write(out, event.getField(fields[i]));
                }
            }
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // in-memory streams do not throw
        }
        return bytes.toByteArray();
    }

    /**
     * The event as it is kept.
     *
     * @param visible whether it can be read back; null if the call did not wait for that
     */
    DynamicMessage kept(IngestResult.Accepted accepted, @Nullable Boolean visible) {
        Event event = new Event(proto.stream(), accepted.payload(), accepted.arrived(), accepted.at());
        DynamicMessage.Builder kept = DynamicMessage.newBuilder(message);
        for (int i = 0; i < fields.length; i++) {
            ProtoField.Role role = proto.fields().get(i).role();
            @Nullable Object value = role == ProtoField.Role.VISIBLE ? visible : value(role, i, event);
            if (value != null) {
                kept.setField(fields[i], value instanceof Instant time ? ProtoJson.timestamp(time) : value);
            }
        }
        return kept.build();
    }

    private static @Nullable Object value(ProtoField.Role role, int index, Event event) {
        return switch (role) {
            case DECLARED -> event.value(index); // declared fields come first, in the stream's order
            case TIME -> event.time();
            case ORIGIN ->
                event.payload().origin() == Origin.OBSERVED
                        ? null
                        : event.payload().origin().text();
            case AT -> event.at().toString();
            case ARRIVED -> event.arrived();
            case VISIBLE -> null; // is nothing of the event's own
        };
    }

    private String jsonName(ProtoField field) {
        return switch (field.role()) {
            case DECLARED, AT, ARRIVED, VISIBLE -> field.name();
            case TIME -> Objects.requireNonNull(proto.stream().time(), "only streams with a time field have it");
            case ORIGIN -> "_origin";
        };
    }
}
