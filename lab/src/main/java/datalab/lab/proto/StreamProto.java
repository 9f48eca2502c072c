package datalab.lab.proto;

import datalab.lab.Lab;
import datalab.lab.proto.ProtoField.Role;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A stream as a gRPC service: {@code ReadingsService} with {@code Create(Reading) returns (Reading)} and
 * {@code Publish(stream Reading) returns (stream PublishReadingsResult)}. Immutable.
 *
 * @param packageName such as {@code datalab.air_quality}
 * @param message the name of its events' message, such as {@code Reading}
 * @param result the name of what is answered to each message, such as {@code PublishReadingsResult}
 */
public record StreamProto(
        EventStream stream,
        String packageName,
        String service,
        String message,
        String result,
        List<ProtoField> fields) {
    public static final String CREATE = "Create";
    public static final String PUBLISH = "Publish";

    /** Names that mean something else where messages are named. */
    private static final Set<String> TAKEN =
            Set.of(CREATE, PUBLISH, PublishResult.REJECTED_MESSAGE, PublishResult.BUSY_MESSAGE);

    /** Where DataLab's own services are. */
    private static final String OWN_PACKAGE = "datalab.v1";

    public StreamProto {
        fields = List.copyOf(fields);
    }

    /** The services of a lab's streams, by the name of the stream, in the order of the file. */
    public static Map<String, StreamProto> of(Lab lab) {
        String plain = "datalab." + lab.schema();
        String packageName = plain.equals(OWN_PACKAGE) ? plain + "_" : plain;
        Set<String> taken = new HashSet<>(TAKEN);
        Map<String, StreamProto> all = new LinkedHashMap<>();
        for (EventStream stream : lab.streams().values()) {
            String plural = ProtoNames.inCamelCase(stream.name());
            String service = free(plural + "Service", taken);
            String message = free(ProtoNames.inCamelCase(ProtoNames.singular(stream.name())), taken);
            String result = free("Publish" + plural + "Result", taken);
            all.put(stream.name(), new StreamProto(stream, packageName, service, message, result, fieldsOf(stream)));
        }
        return all;
    }

    /** The path by which other files would import it. */
    public String fileName() {
        return packageName.replace('.', '/') + "/" + stream.name() + ".proto";
    }

    /** What can be called, in the order of the file. */
    public List<ProtoMethod> methods() {
        return List.of(
                new ProtoMethod(
                        CREATE,
                        message,
                        message,
                        false,
                        "Takes one event, and answers it as it is kept once the log has it."),
                new ProtoMethod(
                        PUBLISH,
                        message,
                        result,
                        true,
                        "Takes events as they come, and answers each in order once the log has it."));
    }

    /** All messages, in the order of the file. */
    public List<ProtoMessage> messages() {
        ProtoComments comments = new ProtoComments(stream);
        List<ProtoMessage.Member> members = fields.stream()
                .map(field -> new ProtoMessage.Member(
                        type(field.type()),
                        field.name(),
                        field.number(),
                        field.type() != Field.Type.TIME,
                        field.jsonName(),
                        comments.of(field)))
                .toList();
        return List.of(new ProtoMessage(message, "", null, members, List.of()), PublishResult.message(this));
    }

    /** The file's text, which compiles as it is. */
    public String text() {
        return new ProtoText(this).text();
    }

    private static String type(Field.Type type) {
        return switch (type) {
            case STRING -> "string";
            case NUMBER -> "double";
            case INTEGER -> "int64";
            case BOOLEAN -> "bool";
            case TIME -> ProtoMessage.TIMESTAMP;
        };
    }

    private static List<ProtoField> fieldsOf(EventStream stream) {
        List<ProtoField> fields = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (Field field : stream.fields()) {
            int number = ProtoField.numberAt(fields.size());
            String name = free(field.name(), number, taken);
            fields.add(new ProtoField(name, number, field.type(), Role.DECLARED, field));
        }
        int own = ProtoField.OWN_FIRST;
        if (stream.time() != null) {
            fields.add(new ProtoField(free(stream.time(), own, taken), own, Field.Type.TIME, Role.TIME, null));
        }
        fields.add(own("origin", own + 1, Field.Type.STRING, Role.ORIGIN, taken));
        fields.add(own("at", own + 2, Field.Type.STRING, Role.AT, taken));
        fields.add(own("arrived", own + 3, Field.Type.TIME, Role.ARRIVED, taken));
        if (stream.in().waits()) {
            fields.add(own("visible", own + 4, Field.Type.BOOLEAN, Role.VISIBLE, taken));
        }
        return fields;
    }

    private static ProtoField own(String name, int number, Field.Type type, Role role, Set<String> taken) {
        return new ProtoField(free(name, number, taken), number, type, role, null);
    }

    /** To protoc, names are the same that differ in nothing but underscores and capitals; a later one gets its number. */
    private static String free(String name, int number, Set<String> taken) {
        String free = name;
        while (!taken.add(free.replace("_", "").toLowerCase(Locale.ROOT))) {
            free += "_" + number;
        }
        return free;
    }

    private static String free(String name, Set<String> taken) {
        String free = name;
        while (!taken.add(free)) {
            free += "_";
        }
        return free;
    }
}
