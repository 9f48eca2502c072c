package datalab.lab.input;

import java.util.List;

/**
 * Messages to a gRPC method under a name of the lab's own, for clients that were made for another server. One event each,
 * answered by the same message as it is kept.
 *
 * @param service in full, such as {@code udaconnect.UdaConnect}
 * @param method such as {@code create_person}
 * @param message the name of what it takes and answers, in the package of the service
 * @param members the fields of the message, whose names are those of the event's
 */
public record GrpcInput(String service, String method, String message, List<Member> members) implements Input {
    public static final String KIND = "grpc";

    public GrpcInput {
        members = List.copyOf(members);
    }

    /**
     * A field of the message.
     *
     * @param type one of protobuf's, such as {@code int32}
     */
    public record Member(String name, String type, int number) {}

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public String label() {
        return "gRPC";
    }

    @Override
    public List<String> texts() {
        return List.of(service + "/" + method);
    }

    /** Of service and message; empty for none. */
    public String packageName() {
        return service.substring(0, Math.max(0, service.lastIndexOf('.')));
    }
}
