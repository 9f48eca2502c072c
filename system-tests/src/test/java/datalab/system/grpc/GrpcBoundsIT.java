package datalab.system.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.rpc.RetryInfo;
import datalab.app.grpc.BoundedServerChannel;
import datalab.app.grpc.HealthService;
import datalab.app.grpc.OpenCalls;
import datalab.web.probe.Readiness;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.protobuf.StatusProto;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The server's bounds, made small, and what it says of its health. */
class GrpcBoundsIT {
    private static final int CONNECTIONS_MAX = 3;
    private static final int CALLS_MAX = 4;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final List<ManagedChannel> channels = new ArrayList<>();
    private final AtomicInteger looks = new AtomicInteger();
    private volatile @Nullable String trouble;
    private HealthService health;
    private Server server;

    @BeforeEach
    void start() throws IOException {
        health = new HealthService(new Readiness(Map.of("log", () -> {
            looks.incrementAndGet();
            if (trouble != null) {
                throw new IllegalStateException(trouble);
            }
        })));
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .bossEventLoopGroup(loops)
                .workerEventLoopGroup(loops)
                .channelFactory(() -> new BoundedServerChannel(CONNECTIONS_MAX))
                .executor(threads)
                .addService(ServerInterceptors.intercept(health, new OpenCalls(CALLS_MAX)))
                .build()
                .start();
    }

    @AfterEach
    void stop() {
        channels.forEach(ManagedChannel::shutdownNow);
        server.shutdownNow();
        threads.shutdownNow();
        loops.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS).awaitUninterruptibly(5_000);
    }

    @Test
    void turnsConnectionsAwayThatAreTooMany() {
        for (int i = 0; i < CONNECTIONS_MAX; i++) {
            assertThat(check(channel())).isEqualTo(Status.Code.OK);
        }

        assertThat(check(channel())).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(check(channels.getFirst())).isEqualTo(Status.Code.OK);
        channels.getFirst().shutdownNow();

        await().until(() -> check(channel()) == Status.Code.OK);
    }

    @Test
    void makesRoomForOthersByWhoOnlyGreets() throws Exception {
        List<RawHttp2> greeting = new ArrayList<>();
        for (int i = 0; i < 2 * CONNECTIONS_MAX; i++) {
            greeting.add(new RawHttp2(server.getPort()));
        }
        await().until(() -> greeting.stream().filter(RawHttp2::isOpen).count() <= CONNECTIONS_MAX);

        assertThat(check(channel())).isEqualTo(Status.Code.OK);

        await().until(() -> greeting.stream().filter(RawHttp2::isOpen).count() < CONNECTIONS_MAX);
        assertThat(check(channels.getFirst())).isEqualTo(Status.Code.OK);
        for (RawHttp2 client : greeting) {
            client.close();
        }
    }

    @Test
    void turnsCallsAwayThatAreTooManyAndSaysWhenToComeAgain() throws Exception {
        ManagedChannel channel = channel();
        List<Watcher> watchers = new ArrayList<>();
        for (int i = 0; i < CALLS_MAX; i++) {
            watchers.add(new Watcher(channel, ""));
            watchers.getLast().awaitTold(ServingStatus.SERVING);
        }

        Watcher oneMore = new Watcher(channel(), "");

        StatusRuntimeException refused = oneMore.end();
        assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(Objects.requireNonNull(StatusProto.fromThrowable(refused))
                        .getDetails(0)
                        .unpack(RetryInfo.class)
                        .getRetryDelay()
                        .getSeconds())
                .isEqualTo(1);
        watchers.getFirst().call.cancel("enough", null);
        await().until(() -> check(channel) == Status.Code.OK);
    }

    @Test
    void saysWhetherItServesAndLooksNoMoreOftenForManyWhoAsk() {
        ManagedChannel channel = channel();
        Watcher watcher = new Watcher(channel, "");
        watcher.awaitTold(ServingStatus.SERVING);
        trouble = "the broker is away";
        watcher.awaitTold(ServingStatus.NOT_SERVING);
        assertThat(status(channel)).isEqualTo(ServingStatus.NOT_SERVING);
        trouble = null;
        watcher.awaitTold(ServingStatus.SERVING);
        long begun = System.nanoTime();
        int before = looks.get();

        for (int i = 0; i < 500; i++) {
            status(channel);
        }

        long seconds = Duration.ofNanos(System.nanoTime() - begun).toSeconds();
        assertThat(looks.get() - before).isLessThanOrEqualTo((int) seconds + 2);
        assertThat(watcher.told)
                .containsExactly(ServingStatus.SERVING, ServingStatus.NOT_SERVING, ServingStatus.SERVING);
    }

    @Test
    void saysOfAServiceThatItIsNotThere() {
        ManagedChannel channel = channel();
        Watcher watcher = new Watcher(channel, "nothing");

        watcher.awaitTold(ServingStatus.SERVICE_UNKNOWN);
        try {
            HealthGrpc.newBlockingStub(channel)
                    .check(HealthCheckRequest.newBuilder().setService("nothing").build());
        } catch (StatusRuntimeException e) {
            assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
            return;
        }
        throw new AssertionError("it is there");
    }

    @Test
    void tellsThoseWhoWatchThatItStops() {
        ManagedChannel late = channel();
        Watcher watcher = new Watcher(channel(), "");
        watcher.awaitTold(ServingStatus.SERVING);

        server.shutdown();
        health.stop();

        assertThat(watcher.end().getStatus().isOk()).isTrue();
        assertThat(watcher.told).containsExactly(ServingStatus.SERVING, ServingStatus.NOT_SERVING);
        assertThat(check(late)).isEqualTo(Status.Code.UNAVAILABLE);
    }

    private ManagedChannel channel() {
        ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort())
                .usePlaintext()
                .build();
        channels.add(channel);
        return channel;
    }

    private static ServingStatus status(ManagedChannel channel) {
        return HealthGrpc.newBlockingStub(channel)
                .withDeadlineAfter(10, TimeUnit.SECONDS)
                .check(HealthCheckRequest.getDefaultInstance())
                .getStatus();
    }

    private static Status.Code check(ManagedChannel channel) {
        try {
            status(channel);
            return Status.Code.OK;
        } catch (StatusRuntimeException e) {
            return e.getStatus().getCode();
        }
    }

    /** Who watches the health of a service. */
    private static final class Watcher extends ClientCall.Listener<HealthCheckResponse> {
        final List<ServingStatus> told = new CopyOnWriteArrayList<>();
        final ClientCall<HealthCheckRequest, HealthCheckResponse> call;
        private final CompletableFuture<StatusRuntimeException> end = new CompletableFuture<>();

        Watcher(ManagedChannel channel, String service) {
            call = channel.newCall(HealthGrpc.getWatchMethod(), CallOptions.DEFAULT);
            call.start(this, new Metadata());
            call.sendMessage(HealthCheckRequest.newBuilder().setService(service).build());
            call.halfClose();
            call.request(1_000);
        }

        void awaitTold(ServingStatus status) {
            await().until(() -> !told.isEmpty() && told.getLast() == status);
        }

        StatusRuntimeException end() {
            return end.orTimeout(20, TimeUnit.SECONDS).join();
        }

        @Override
        public void onMessage(HealthCheckResponse response) {
            told.add(response.getStatus());
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            end.complete(status.asRuntimeException(trailers));
        }
    }
}
