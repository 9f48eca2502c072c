package datalab.lab.proto;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message of a stream's service: from it the .proto file, the service's descriptor and its answers are made. Immutable.
 *
 * @param comment for people; empty for none
 * @param oneof the name of the choice that all its members belong to; null where they stand by themselves
 * @param nested messages that are named within this one
 */
public record ProtoMessage(
        String name, String comment, @Nullable String oneof, List<Member> members, List<ProtoMessage> nested) {
    /** The type of a moment. */
    public static final String TIMESTAMP = ".google.protobuf.Timestamp";

    public ProtoMessage {
        members = List.copyOf(members);
        nested = List.copyOf(nested);
    }

    /**
     * A field of a message.
     *
     * @param type as .proto files write it: a scalar type, {@link #TIMESTAMP} or the name of a message
     * @param isOptional whether it distinguishes absence from the default
     * @param jsonName null for what protoc makes of its name
     * @param comment for people; empty for none
     */
    public record Member(
            String type,
            String name,
            int number,
            boolean isOptional,
            @Nullable String jsonName,
            String comment) {

        Member(String type, String name, int number, String comment) {
            this(type, name, number, false, null, comment);
        }
    }
}
