package datalab.ingest.grpc;

import com.google.protobuf.ByteString;
import datalab.ingest.Ingest;
import datalab.ingest.IngestLimits;
import datalab.ingest.MemoryLog;
import datalab.ingest.Streams;
import datalab.ingest.grpc.v1.Accepted;
import datalab.ingest.grpc.v1.PublishOneRequest;
import datalab.ingest.grpc.v1.PublishRequest;
import datalab.ingest.grpc.v1.PublishResponse;
import datalab.lab.Lab;
import datalab.log.NewRecord;
import datalab.log.Topics;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server with the way in over gRPC, its log in memory, and a client. */
final class GrpcFixture implements AutoCloseable {
    static final MethodDescriptor<PublishRequest, PublishResponse> PUBLISH = MethodDescriptor.newBuilder(
                    ProtoUtils.marshaller(PublishRequest.getDefaultInstance()),
                    ProtoUtils.marshaller(PublishResponse.getDefaultInstance()))
            .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
            .setFullMethodName("datalab.v1.Ingest/Publish")
            .build();
    static final MethodDescriptor<PublishOneRequest, Accepted> ONE = MethodDescriptor.newBuilder(
                    ProtoUtils.marshaller(PublishOneRequest.getDefaultInstance()),
                    ProtoUtils.marshaller(Accepted.getDefaultInstance()))
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName("datalab.v1.Ingest/PublishOne")
            .build();
    private static final IngestLimits LIMITS = new IngestLimits(
            1024 * 1024, 8 * 1024 * 1024, Duration.ofMillis(200), Duration.ofMillis(500), Duration.ofSeconds(2));

    static final int WINDOW_BYTES = 64 * 1024;

    final MemoryLog log = new MemoryLog();
    final GrpcIngest in;
    final ManagedChannel channel;
    private final Server server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    GrpcFixture() {
        this(Streams.sensors());
    }

    GrpcFixture(Lab lab) {
        in = new GrpcIngest(new Ingest(log, LIMITS, new SimpleMeterRegistry(), Clock.systemUTC()), List.of(lab));
        NettyServerBuilder builder = NettyServerBuilder.forAddress(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .executor(threads)
                .maxInboundMessageSize(GrpcIngest.MESSAGE_BYTES_MAX);
        in.services().forEach(builder::addService);
        try {
            server = builder.build().start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        channel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort())
                .usePlaintext()
                .flowControlWindow(WINDOW_BYTES)
                .build();
    }

    List<String> kept() {
        return log.texts("sensors.readings");
    }

    List<NewRecord> rejects() {
        return log.records(Topics.REJECTS);
    }

    Accepted publishOne(String event) {
        return publishOne(PublishOneRequest.newBuilder()
                .setLab("sensors")
                .setStream("readings")
                .setEvent(ByteString.copyFromUtf8(event))
                .build());
    }

    Accepted publishOne(PublishOneRequest request) {
        return ClientCalls.blockingUnaryCall(channel, ONE, CallOptions.DEFAULT, request);
    }

    /** What the call ends with. */
    StatusRuntimeException refusal(PublishOneRequest request) {
        try {
            publishOne(request);
        } catch (StatusRuntimeException e) {
            return e;
        }
        throw new AssertionError("it was not refused");
    }

    Published publish() {
        return new Published(channel.newCall(PUBLISH, CallOptions.DEFAULT));
    }

    static PublishRequest request(String... events) {
        PublishRequest.Builder request =
                PublishRequest.newBuilder().setLab("sensors").setStream("readings");
        for (String event : events) {
            request.addEvents(ByteString.copyFromUtf8(event));
        }
        return request.build();
    }

    void stopServer() {
        server.shutdown();
        in.stop();
    }

    @Override
    public void close() {
        channel.shutdownNow();
        server.shutdownNow();
        threads.shutdownNow();
    }
}
