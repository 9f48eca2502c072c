package datalab.system.grpc;

import static datalab.system.grpc.RawHttp2.CONTINUATION;
import static datalab.system.grpc.RawHttp2.DATA;
import static datalab.system.grpc.RawHttp2.END_HEADERS;
import static datalab.system.grpc.RawHttp2.END_STREAM;
import static datalab.system.grpc.RawHttp2.ENHANCE_YOUR_CALM;
import static datalab.system.grpc.RawHttp2.HEADERS;
import static datalab.system.grpc.RawHttp2.PING;
import static datalab.system.grpc.RawHttp2.RST_STREAM;
import static datalab.system.grpc.RawHttp2.SETTINGS;
import static datalab.system.grpc.RawHttp2.WINDOW_UPDATE;
import static org.assertj.core.api.Assertions.assertThat;

import datalab.app.grpc.GrpcServer;
import datalab.app.grpc.HealthService;
import datalab.web.probe.Readiness;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Frames that cost their sender nothing and the server work: who sends many is sent away, and others are answered meanwhile. */
class GrpcFloodIT {
    private static final int MANY = 10_000;
    private static final byte[] CALL = RawHttp2.call("/grpc.health.v1.Health/Check");
    private static final byte[] CANCEL = {0, 0, 0, 8};
    private static final byte[] NOTHING = new byte[0];
    /** A second for an honest client, and room for a machine that is busy with other things. */
    private static final Duration ANSWER_MAX = Duration.ofSeconds(5);

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    private final AtomicInteger served = new AtomicInteger();
    private Server server;
    private ManagedChannel honest;

    /** Sends the frames of one turn. */
    @FunctionalInterface
    private interface Turn {
        void send(RawHttp2 client, int number) throws IOException;
    }

    @BeforeEach
    void start() throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        server = GrpcServer.bounded(NettyServerBuilder.forAddress(address), loops, threads)
                .addService(ServerInterceptors.intercept(
                        new HealthService(new Readiness(Map.of("log", () -> {}))), new CountCalls(served)))
                .build()
                .start();
        honest = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort())
                .usePlaintext()
                .build();
    }

    @AfterEach
    void stop() {
        honest.shutdownNow();
        server.shutdownNow();
        threads.shutdownNow();
        loops.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS).awaitUninterruptibly(5_000);
    }

    @Test
    void sendsAwayWhoBeginsCallsAndGivesThemUp() throws Exception {
        try (RawHttp2 client = flood((raw, number) -> {
            raw.frame(HEADERS, END_HEADERS, 2 * number + 1, CALL);
            raw.frame(RST_STREAM, 0, 2 * number + 1, CANCEL);
        })) {
            assertThat(client.awaitSentAway()).isEqualTo(ENHANCE_YOUR_CALM);
        }
        assertThat(served.get()).isLessThan(MANY / 10);
    }

    @Test
    void sendsAwayWhoMakesTheServerGiveCallsUp() throws Exception {
        try (RawHttp2 client = flood((raw, number) -> {
            raw.frame(HEADERS, END_HEADERS, 2 * number + 1, CALL);
            raw.frame(WINDOW_UPDATE, 0, 2 * number + 1, new byte[4]);
        })) {
            assertThat(client.awaitSentAway()).isEqualTo(ENHANCE_YOUR_CALM);
        }
        assertThat(served.get()).isLessThan(MANY / 10);
    }

    @Test
    void sendsAwayWhoAsksAgainAndAgainWhetherItIsThere() throws Exception {
        try (RawHttp2 client = flood((raw, number) -> raw.frame(PING, 0, 0, new byte[8]))) {
            assertThat(client.awaitSentAway()).isEqualTo(ENHANCE_YOUR_CALM);
        }
    }

    @Test
    void sendsAwayWhoseHeadersNeverEnd() throws Exception {
        try (RawHttp2 client = flood((raw, number) -> {
            if (number == 0) {
                raw.frame(HEADERS, 0, 1, CALL);
            }
            raw.frame(CONTINUATION, 0, 1, NOTHING);
        })) {
            assertThat(client.awaitSentAway()).isPositive();
        }
    }

    @Test
    @SuppressWarnings("try") // it sends until it is closed
    void answersOthersWhileOneSendsSettingsOverAndOver() throws Exception {
        try (RawHttp2 client = flood((raw, number) -> raw.frame(SETTINGS, 0, 0, new byte[] {0, 3, 0, 0, 0, 100}))) {
            assertThat(honestAnswer()).isLessThan(ANSWER_MAX);
        }
    }

    @Test
    @SuppressWarnings("try") // it sends until it is closed
    void answersOthersWhileOneSendsNothingOverAndOver() throws Exception {
        try (RawHttp2 client = flood((raw, number) -> {
            if (number == 0) {
                raw.frame(HEADERS, END_HEADERS, 1, CALL);
            }
            raw.frame(DATA, 0, 1, NOTHING);
        })) {
            assertThat(honestAnswer()).isLessThan(ANSWER_MAX);
        }
    }

    @Test
    void letsAnHonestClientGiveUpACallNowAndThen() throws Exception {
        try (RawHttp2 client = new RawHttp2(server.getPort())) {
            for (int number = 0; number < 100; number++) {
                client.frame(HEADERS, END_HEADERS | END_STREAM, 2 * number + 1, CALL);
                client.frame(RST_STREAM, 0, 2 * number + 1, CANCEL);
            }

            assertThat(honestAnswer()).isLessThan(ANSWER_MAX);
            assertThat(client.isOpen()).isTrue();
        }
    }

    /** Sends it until all is sent or the server has closed the connection, and asks beside it now and then. */
    private RawHttp2 flood(Turn turn) throws IOException {
        RawHttp2 client = new RawHttp2(server.getPort());
        try {
            for (int number = 0; number < MANY; number++) {
                turn.send(client, number);
                if (number % (MANY / 10) == 0) {
                    assertThat(honestAnswer()).isLessThan(ANSWER_MAX);
                }
            }
        } catch (IOException e) {
            assertThat(e).hasMessageMatching("Broken pipe|Connection reset.*|Socket closed");
        }
        return client;
    }

    private Duration honestAnswer() {
        long begun = System.nanoTime();
        HealthGrpc.newBlockingStub(honest)
                .withDeadlineAfter(20, TimeUnit.SECONDS)
                .check(HealthCheckRequest.getDefaultInstance());
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    /** Counts the calls that came as far as a service. */
    private record CountCalls(AtomicInteger count) implements ServerInterceptor {

        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            count.incrementAndGet();
            return next.startCall(call, headers);
        }
    }
}
