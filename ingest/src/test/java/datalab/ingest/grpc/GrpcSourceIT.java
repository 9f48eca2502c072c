package datalab.ingest.grpc;

import com.google.protobuf.ByteString;
import datalab.ingest.door.Ingest;
import datalab.ingest.door.IngestLimits;
import datalab.ingest.grpc.v1.EventResult;
import datalab.ingest.grpc.v1.PublishRequest;
import datalab.ingest.grpc.v1.PublishResponse;
import datalab.testkit.contract.SourceContract;
import datalab.testkit.contract.SourceLog;
import datalab.testkit.contract.TestSender;
import datalab.testkit.contract.TestSender.Told;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.BlockingClientCall;
import io.grpc.stub.ClientCalls;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class GrpcSourceIT implements SourceContract {
    private static final MethodDescriptor<PublishRequest, PublishResponse> PUBLISH = MethodDescriptor.newBuilder(
                    ProtoUtils.marshaller(PublishRequest.getDefaultInstance()),
                    ProtoUtils.marshaller(PublishResponse.getDefaultInstance()))
            .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
            .setFullMethodName("datalab.v1.Ingest/Publish")
            .build();

    @TempDir
    private Path folder;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private SourceLog kept;
    private Server server;

    @BeforeEach
    void start() throws IOException {
        kept = new SourceLog(folder);
        NettyServerBuilder builder = NettyServerBuilder.forAddress(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .executor(threads)
                .maxInboundMessageSize(GrpcIngest.MESSAGE_BYTES_MAX);
        new GrpcIngest(
                        new Ingest(kept.log(), IngestLimits.DEFAULT, new SimpleMeterRegistry(), Clock.systemUTC()),
                        List.of(kept.lab()))
                .services()
                .forEach(builder::addService);
        server = builder.build().start();
    }

    @AfterEach
    void stop() {
        server.shutdownNow();
        threads.shutdownNow();
        kept.close();
    }

    @Override
    public SourceLog kept() {
        return kept;
    }

    @Override
    public TestSender sender() {
        return new Publishing(NettyChannelBuilder.forAddress("127.0.0.1", server.getPort())
                .usePlaintext()
                .build());
    }

    @Override
    public boolean tellsRefusals() {
        return true;
    }

    @Override
    public String source() {
        return "grpc";
    }

    /** One call, a message for each event. */
    private record Publishing(ManagedChannel channel, BlockingClientCall<PublishRequest, PublishResponse> call)
            implements TestSender {
        Publishing(ManagedChannel channel) {
            this(channel, ClientCalls.blockingBidiStreamingCall(channel, PUBLISH, CallOptions.DEFAULT));
        }

        @Override
        public Told send(byte[] payload) {
            try {
                call.write(PublishRequest.newBuilder()
                        .setLab("sensors")
                        .setStream("readings")
                        .addEvents(ByteString.copyFrom(payload))
                        .build());
                EventResult result = call.read().getResults(0);
                return switch (result.getOutcomeCase()) {
                    case ACCEPTED -> Told.ACCEPTED;
                    case REJECTED -> Told.REFUSED;
                    case BUSY -> Told.COME_AGAIN;
                    case OUTCOME_NOT_SET -> throw new IllegalStateException("nothing was told");
                };
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() {
            channel.shutdownNow();
        }
    }
}
