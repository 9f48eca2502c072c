package datalab.ingest.grpc;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import datalab.ingest.MemoryLog;
import datalab.ingest.SampleStreams;
import datalab.ingest.door.Ingest;
import datalab.ingest.door.IngestLimits;
import datalab.ingest.grpc.v1.Accepted;
import datalab.ingest.grpc.v1.PublishOneRequest;
import datalab.ingest.grpc.v1.PublishRequest;
import datalab.ingest.grpc.v1.PublishResponse;
import datalab.ingest.lookup.ArchiveLookup;
import datalab.lab.Lab;
import datalab.log.NewRecord;
import datalab.log.Topics;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.protobuf.StatusProto;
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
    static final int IN_FLIGHT_BYTES = 8 * 1024 * 1024;
    static final int WINDOW_BYTES = 64 * 1024;

    final MemoryLog log = new MemoryLog();
    final GrpcIngest in;
    final ManagedChannel channel;
    private final Server server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    GrpcFixture() {
        this(SampleStreams.sensors(), ArchiveLookup.NONE, Duration.ofMillis(500));
    }

    /** @param roomWait how long a call waits for room before it is told to come again */
    GrpcFixture(Lab lab, ArchiveLookup archive, Duration roomWait) {
        IngestLimits limits =
                new IngestLimits(1024 * 1024, IN_FLIGHT_BYTES, Duration.ofMillis(200), roomWait, Duration.ofSeconds(2));
        Ingest ingest = new Ingest(log, limits, new SimpleMeterRegistry(), Clock.systemUTC(), archive);
        in = new GrpcIngest(ingest, List.of(lab));
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
        return publishOne(one("sensors", "readings", event));
    }

    static PublishOneRequest one(String lab, String stream, String event) {
        return PublishOneRequest.newBuilder()
                .setLab(lab)
                .setStream(stream)
                .setEvent(ByteString.copyFromUtf8(event))
                .build();
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

    /** Part of what is said with a status. */
    static <T extends Message> T detail(StatusRuntimeException e, Class<T> type) throws InvalidProtocolBufferException {
        for (Any each : StatusProto.fromThrowable(e).getDetailsList()) {
            if (each.is(type)) {
                return each.unpack(type);
            }
        }
        throw new AssertionError("no detail " + type.getSimpleName());
    }

    /** How a unary call ends that sends these bytes. */
    Status raw(String method, byte[] bytes) {
        MethodDescriptor<byte[], byte[]> descriptor = MethodDescriptor.newBuilder(
                        new RawMarshaller(), new RawMarshaller())
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName(method)
                .build();
        try {
            ClientCalls.blockingUnaryCall(channel, descriptor, CallOptions.DEFAULT, bytes);
            return Status.OK;
        } catch (StatusRuntimeException e) {
            return e.getStatus();
        }
    }

    int port() {
        return server.getPort();
    }

    Published publish() {
        return new Published(channel.newCall(PUBLISH, CallOptions.DEFAULT));
    }

    static PublishRequest request(String... events) {
        return requestTo("sensors", "readings", events);
    }

    static PublishRequest requestTo(String lab, String stream, String... events) {
        PublishRequest.Builder request = PublishRequest.newBuilder().setLab(lab).setStream(stream);
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
