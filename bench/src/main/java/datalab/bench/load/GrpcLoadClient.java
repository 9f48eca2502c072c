package datalab.bench.load;

import com.google.protobuf.ByteString;
import datalab.ingest.grpc.v1.Accepted;
import datalab.ingest.grpc.v1.PublishOneRequest;
import io.grpc.CallOptions;
import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Sends one event a call over a channel of its own. Not thread-safe. */
public final class GrpcLoadClient implements LoadClient {
    private static final MethodDescriptor<PublishOneRequest, Accepted> PUBLISH = MethodDescriptor.newBuilder(
                    ProtoUtils.marshaller(PublishOneRequest.getDefaultInstance()),
                    ProtoUtils.marshaller(Accepted.getDefaultInstance()))
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName("datalab.v1.Ingest/PublishOne")
            .build();

    private final ManagedChannel channel;
    private final PublishOneRequest request;

    /**
     * Connects with the first event.
     *
     * @param authority whom it trusts; empty for a connection that is not encrypted
     * @param token empty for none
     */
    public GrpcLoadClient(int port, Optional<Path> authority, String token, String event) throws IOException {
        ChannelCredentials credentials = authority.isPresent()
                ? TlsChannelCredentials.newBuilder()
                        .trustManager(authority.get().toFile())
                        .build()
                : InsecureChannelCredentials.create();
        Metadata metadata = new Metadata();
        if (!token.isEmpty()) {
            metadata.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
        }
        channel = Grpc.newChannelBuilder("127.0.0.1:" + port, credentials)
                .intercept(MetadataUtils.newAttachHeadersInterceptor(metadata))
                .build();
        request = PublishOneRequest.newBuilder()
                .setLab("bench")
                .setStream("readings")
                .setEvent(ByteString.copyFromUtf8(event))
                .build();
    }

    @Override
    public void send(int count) throws IOException {
        try {
            for (int i = 0; i < count; i++) {
                ClientCalls.blockingUnaryCall(channel, PUBLISH, CallOptions.DEFAULT, request);
            }
        } catch (StatusRuntimeException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
