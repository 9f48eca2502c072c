package datalab.ingest.grpc;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Values of protobuf's messages as JSON, and values of events as protobuf has them. */
final class ProtoJson {
    private static final int NANOS_A_SECOND = 1_000_000_000;

    private ProtoJson() {}

    static void write(JsonGenerator out, Object value) throws IOException {
        switch (value) {
            case Double number -> out.writeNumber(number);
            case Float number -> out.writeNumber(number);
            case Integer number -> out.writeNumber(number);
            case Long number -> out.writeNumber(number);
            case Boolean bool -> out.writeBoolean(bool);
            case Message time -> out.writeString(time(time));
            default -> out.writeString(value.toString());
        }
    }

    /** A time as text; for one outside the calendar or with an invalid fraction, a text that is refused. */
    private static String time(Message timestamp) {
        Descriptor type = timestamp.getDescriptorForType();
        long seconds = (Long) timestamp.getField(type.findFieldByNumber(Timestamp.SECONDS_FIELD_NUMBER));
        int nanos = (Integer) timestamp.getField(type.findFieldByNumber(Timestamp.NANOS_FIELD_NUMBER));
        String count = seconds + " s and " + nanos + " ns since 1970";
        try {
            boolean isFraction = nanos >= 0 && nanos < NANOS_A_SECOND;
            return !isFraction ? count : Instant.ofEpochSecond(seconds, nanos).toString();
        } catch (DateTimeException e) {
            return count;
        }
    }

    static Timestamp timestamp(Instant time) {
        return Timestamp.newBuilder()
                .setSeconds(time.getEpochSecond())
                .setNanos(time.getNano())
                .build();
    }

    /** An event's value as one of a field's type; null where there is none, or it is none of that type. */
    static @Nullable Object value(FieldDescriptor field, @Nullable Object value) {
        return switch (value) {
            case null -> null;
            case Instant time when field.getJavaType() == FieldDescriptor.JavaType.MESSAGE -> timestamp(time);
            case Number number -> number(field, number);
            case Boolean flag when field.getJavaType() == FieldDescriptor.JavaType.BOOLEAN -> flag;
            default -> field.getJavaType() == FieldDescriptor.JavaType.STRING ? value.toString() : null;
        };
    }

    private static @Nullable Object number(FieldDescriptor field, Number number) {
        return switch (field.getJavaType()) {
            case DOUBLE -> number.doubleValue();
            case FLOAT -> number.floatValue();
            case LONG -> number.longValue();
            case INT -> number.longValue() == number.intValue() ? number.intValue() : null;
            case STRING -> number.toString();
            default -> null;
        };
    }
}
