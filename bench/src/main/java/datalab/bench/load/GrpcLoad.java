package datalab.bench.load;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.TimestampProto;
import datalab.ingest.grpc.v1.PublishRequest;
import datalab.ingest.grpc.v1.PublishResponse;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.BlockingClientCall;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.util.List;

/** Sends locations over gRPC, so many ahead of their answers. Thread-safe. */
public final class GrpcLoad {
    private static final String TYPED = "datalab.bench.LocationsService";
    private static final int MESSAGES_AHEAD = 16;
    private static final int TYPED_AHEAD = 256;
    private static final MethodDescriptor<PublishRequest, PublishResponse> PUBLISH = MethodDescriptor.newBuilder(
                    ProtoUtils.marshaller(PublishRequest.getDefaultInstance()),
                    ProtoUtils.marshaller(PublishResponse.getDefaultInstance()))
            .setType(MethodType.BIDI_STREAMING)
            .setFullMethodName("datalab.v1.Ingest/Publish")
            .build();

    private final ManagedChannel channel;
    private final Descriptor location;
    private final MethodDescriptor<DynamicMessage, DynamicMessage> publishTyped;

    public GrpcLoad(ManagedChannel channel) throws Exception {
        this.channel = channel;
        FileDescriptor file = file(channel);
        this.location = file.findMessageTypeByName("Location");
        Descriptor result = file.findMessageTypeByName("PublishLocationsResult");
        this.publishTyped = MethodDescriptor.newBuilder(
                        ProtoUtils.marshaller(DynamicMessage.getDefaultInstance(location)),
                        ProtoUtils.marshaller(DynamicMessage.getDefaultInstance(result)))
                .setType(MethodType.BIDI_STREAMING)
                .setFullMethodName(TYPED + "/Publish")
                .build();
    }

    /** Returns when all are acknowledged. */
    public void publish(List<ByteString> events, int eventsOfAMessage) throws Exception {
        BlockingClientCall<PublishRequest, PublishResponse> call =
                ClientCalls.blockingBidiStreamingCall(channel, PUBLISH, CallOptions.DEFAULT);
        int messages = events.size() / eventsOfAMessage;
        for (int i = 0; i < messages + MESSAGES_AHEAD; i++) {
            if (i < messages) {
                call.write(PublishRequest.newBuilder()
                        .setLab("bench")
                        .setStream("locations")
                        .addAllEvents(events.subList(i * eventsOfAMessage, (i + 1) * eventsOfAMessage))
                        .build());
            }
            if (i >= MESSAGES_AHEAD) {
                check(call.read());
            }
        }
        call.halfClose();
        call.read();
    }

    /** One event a message; returns when all are acknowledged. */
    public void publishTyped(int events) throws Exception {
        BlockingClientCall<DynamicMessage, DynamicMessage> call =
                ClientCalls.blockingBidiStreamingCall(channel, publishTyped, CallOptions.DEFAULT);
        for (int i = 0; i < events + TYPED_AHEAD; i++) {
            if (i < events) {
                call.write(location(i));
            }
            if (i >= TYPED_AHEAD) {
                DynamicMessage result = call.read();
                if (!result.hasField(result.getDescriptorForType().findFieldByName("accepted"))) {
                    throw new IOException("answered " + result);
                }
            }
        }
        call.halfClose();
        call.read();
    }

    private DynamicMessage location(int i) {
        return DynamicMessage.newBuilder(location)
                .setField(location.findFieldByName("person_id"), (long) (i % 1_000))
                .setField(location.findFieldByName("latitude"), (4_800_000 + i % 10_007) / 1e5)
                .setField(location.findFieldByName("longitude"), (1_100_000 + i % 9_973) / 1e5)
                .build();
    }

    private static void check(PublishResponse response) throws IOException {
        if (!response.getResultsList().stream().allMatch(result -> result.hasAccepted())) {
            throw new IOException("answered " + response);
        }
    }

    private static FileDescriptor file(ManagedChannel channel) throws Exception {
        BlockingClientCall<ServerReflectionRequest, ServerReflectionResponse> call =
                ClientCalls.blockingBidiStreamingCall(
                        channel, ServerReflectionGrpc.getServerReflectionInfoMethod(), CallOptions.DEFAULT);
        call.write(ServerReflectionRequest.newBuilder()
                .setFileContainingSymbol(TYPED)
                .build());
        FileDescriptorProto file = FileDescriptorProto.parseFrom(
                call.read().getFileDescriptorResponse().getFileDescriptorProto(0));
        call.halfClose();
        return FileDescriptor.buildFrom(file, new FileDescriptor[] {TimestampProto.getDescriptor()});
    }
}
