package datalab.ingest.grpc;

import com.google.protobuf.Descriptors;
import datalab.ingest.door.Ingest;
import datalab.ingest.door.UnacknowledgedBytes;
import datalab.ingest.grpc.v1.Accepted;
import datalab.ingest.grpc.v1.IngestProto;
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
import java.util.function.BiFunction;

/**
 * The gRPC source: {@code datalab.v1.Ingest}, a typed service for each stream, and those that labs name. Its server must run
 * calls on threads that may block, and take messages of {@link #MESSAGE_BYTES_MAX}. Thread-safe.
 */
public final class GrpcIngest {
    /** Larger than an event may be, so that one over the limit is a reject and does not just end the call. */
    public static final int MESSAGE_BYTES_MAX = 16 * 1024 * 1024;

    static final String SOURCE = "grpc";

    private final Ingest ingest;
    private final List<Lab> labs;
    private final GrpcStreams streams;
    private final UnacknowledgedBytes unacknowledged = new UnacknowledgedBytes();
    private final Set<OrderedReplies<?>> calls = ConcurrentHashMap.newKeySet();

    public GrpcIngest(Ingest ingest, List<Lab> labs) {
        this.ingest = ingest;
        this.labs = List.copyOf(labs);
        this.streams = new GrpcStreams(ingest, labs);
    }

    /** What the server is to serve: {@code datalab.v1.Ingest}, a typed service for each stream, and those that labs name. */
    public List<ServerServiceDefinition> services() {
        List<ServerServiceDefinition> services = new ArrayList<>();
        services.add(ingestService());
        for (Lab lab : labs) {
            for (StreamProto proto : StreamProto.of(lab).values()) {
                services.add(typed(new TypedService(streams.of(proto.stream()), proto)));
            }
            NamedService.of(lab, streams).forEach(service -> services.add(named(service)));
        }
        return services;
    }

    /** Ends all calls soon: received messages are answered, waiting only for the log, and nothing more is read. */
    public void stop() {
        calls.forEach(OrderedReplies::stop);
    }

    /** How many calls are open. */
    int calls() {
        return calls.size();
    }

    /** What waits for its answer on all calls. */
    long waitingBytes() {
        return unacknowledged.bytes();
    }

    private ServerServiceDefinition ingestService() {
        Descriptors.ServiceDescriptor service = IngestProto.getDescriptor().findServiceByName("Ingest");
        MethodDescriptor<byte[], PublishResponse> publish = ServiceDescriptors.method(
                service.findMethodByName("Publish"), ProtoUtils.marshaller(PublishResponse.getDefaultInstance()));
        MethodDescriptor<byte[], Accepted> one = ServiceDescriptors.method(
                service.findMethodByName("PublishOne"), ProtoUtils.marshaller(Accepted.getDefaultInstance()));
        return ServiceDescriptors.service(
                service,
                List.of(
                        served(publish, (headers, caller) -> new PublishCall(caller, streams)),
                        served(one, (headers, caller) -> new PublishOneCall(caller, streams))));
    }

    private ServerServiceDefinition typed(TypedService service) {
        return ServiceDescriptors.service(
                service.descriptor(),
                List.of(served(service.create(), service::creating), served(service.publish(), service::publishing)));
    }

    private ServerServiceDefinition named(NamedService service) {
        return ServiceDescriptors.service(
                service.descriptor(),
                service.methods().stream()
                        .<ServerMethodDefinition<?, ?>>map(method -> served(method.descriptor(), method::calling))
                        .toList());
    }

    private <R> ServerMethodDefinition<byte[], R> served(
            MethodDescriptor<byte[], R> method, BiFunction<Metadata, CancellableIngest, StreamingCall<R>> taking) {
        return ServerMethodDefinition.create(method, (call, headers) -> {
            CancellableIngest caller = new CancellableIngest(ingest);
            OrderedReplies<R> replies =
                    new OrderedReplies<>(call, taking.apply(headers, caller), caller, unacknowledged, calls::remove);
            calls.add(replies);
            replies.begin();
            return replies;
        });
    }
}
