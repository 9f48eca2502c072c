package datalab.ingest.grpc;

import com.google.protobuf.Descriptors;
import datalab.ingest.Backlog;
import datalab.ingest.Ingest;
import datalab.ingest.grpc.v1.Accepted;
import datalab.ingest.grpc.v1.IngestProto;
import datalab.ingest.grpc.v1.PublishOneRequest;
import datalab.ingest.grpc.v1.PublishRequest;
import datalab.ingest.grpc.v1.PublishResponse;
import datalab.lab.Lab;
import datalab.lab.proto.StreamProto;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.protobuf.ProtoUtils;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * The way in over gRPC: {@code datalab.v1.Ingest}, and a typed service for each stream. Its server must run calls on threads
 * that may block, and take messages of {@link #MESSAGE_BYTES_MAX}. Thread-safe.
 */
public final class GrpcIngest {
    /** Larger than an event may be, so that one over the limit is a reject and does not just end the call. */
    public static final int MESSAGE_BYTES_MAX = 16 * 1024 * 1024;

    static final String SOURCE = "grpc";

    private static final Executor THREADS =
            task -> Thread.ofVirtual().name("grpc-answers").start(task);

    private final Ingest ingest;
    private final List<Lab> labs;
    private final Targets targets;
    private final Backlog backlog = new Backlog();
    private final Set<Conversation<?, ?>> conversations = ConcurrentHashMap.newKeySet();

    public GrpcIngest(Ingest ingest, List<Lab> labs) {
        this.ingest = ingest;
        this.labs = List.copyOf(labs);
        this.targets = new Targets(ingest, labs);
    }

    /** What the server is to serve: {@code datalab.v1.Ingest}, and a typed service for each stream. */
    public List<ServerServiceDefinition> services() {
        List<ServerServiceDefinition> services = new ArrayList<>();
        services.add(ingestService());
        for (Lab lab : labs) {
            for (StreamProto proto : StreamProto.of(lab).values()) {
                services.add(typed(new TypedService(ingest, targets.of(proto.stream()), proto)));
            }
        }
        return services;
    }

    /** Ends all calls soon: what has come is answered, and nothing more is read. */
    public void stop() {
        conversations.forEach(Conversation::stop);
    }

    /** How many calls are open. */
    int calls() {
        return conversations.size();
    }

    private ServerServiceDefinition ingestService() {
        Descriptors.ServiceDescriptor service = IngestProto.getDescriptor().findServiceByName("Ingest");
        MethodDescriptor<PublishRequest, PublishResponse> publish = Schema.method(
                service.findMethodByName("Publish"),
                ProtoUtils.marshaller(PublishRequest.getDefaultInstance()),
                ProtoUtils.marshaller(PublishResponse.getDefaultInstance()));
        MethodDescriptor<PublishOneRequest, Accepted> one = Schema.method(
                service.findMethodByName("PublishOne"),
                ProtoUtils.marshaller(PublishOneRequest.getDefaultInstance()),
                ProtoUtils.marshaller(Accepted.getDefaultInstance()));
        return Schema.service(
                service,
                List.of(
                        served(publish, headers -> new Publishing(ingest, targets)),
                        served(one, headers -> new PublishingOne(ingest, targets))));
    }

    private ServerServiceDefinition typed(TypedService service) {
        return Schema.service(
                service.descriptor(),
                List.of(served(service.create(), service::creating), served(service.publish(), service::publishing)));
    }

    private <Q, R> ServerMethodDefinition<Q, R> served(
            MethodDescriptor<Q, R> method, Function<Metadata, Taking<Q, R>> taking) {
        return ServerMethodDefinition.create(method, (call, headers) -> {
            Conversation<Q, R> conversation =
                    new Conversation<>(call, taking.apply(headers), backlog, THREADS, conversations::remove);
            conversations.add(conversation);
            conversation.begin();
            return conversation;
        });
    }
}
