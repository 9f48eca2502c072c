package datalab.app.grpc;

import datalab.access.Access;
import datalab.access.grpc.CallLog;
import datalab.access.grpc.GrpcGate;
import datalab.app.settings.Role;
import datalab.app.settings.Settings;
import datalab.app.terminal.CommandFailed;
import datalab.ingest.grpc.GrpcIngest;
import datalab.tls.ListenerTls;
import datalab.tls.ServerTls;
import datalab.web.grpc.GrpcQuery;
import datalab.web.probe.Probes;
import datalab.web.probe.Readiness;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.protobuf.services.ProtoReflectionService;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The gRPC server for ingest and queries, with health and reflection. Owned by one thread. */
public final class GrpcServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GrpcServer.class);
    private static final int CONNECTIONS_MAX = 1_000;
    private static final int CALLS_MAX = 2_000;
    private static final int CALLS_OF_A_CONNECTION_MAX = 200;
    private static final int EVENT_LOOPS_MAX = 4;
    private static final int WINDOW_BYTES = 1024 * 1024;
    private static final int METADATA_BYTES_MAX = 16 * 1024;

    /** How many calls of a connection may be cancelled in that many seconds; a client with more is disconnected. */
    private static final int GIVEN_UP_MAX = 500;

    private static final int GIVEN_UP_SECONDS = 10;

    /** How long a connection without a call stays open. */
    private static final Duration IDLE_MAX = Duration.ofMinutes(5);

    /** An idle connection is sent a keep-alive ping after this time. */
    private static final Duration SILENCE_MAX = Duration.ofMinutes(1);

    private static final Duration ANSWER_MAX = Duration.ofSeconds(20);

    /** Clients that ping more often are disconnected. */
    private static final Duration CLIENT_PINGS_MIN = Duration.ofSeconds(10);

    /** How long a client may take until TLS is agreed on and it has said that it speaks HTTP/2. */
    private static final Duration HANDSHAKE_MAX = Duration.ofSeconds(10);

    /** How long calls may take to end when this closes. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final Settings settings;
    private final Access access;
    private final Optional<ServerTls> tls;
    private final GrpcIngest in;
    private final GrpcQuery out;
    private final HealthService health;
    private @Nullable Server server;
    private @Nullable EventLoopGroup loops;
    private @Nullable ExecutorService threads;

    public GrpcServer(Settings settings, Access access, ListenerTls tls, GrpcIngest in, GrpcQuery out, Probes probes) {
        this.settings = settings;
        this.access = access;
        this.tls = settings.grpc().tls() ? tls.shared() : Optional.empty();
        this.in = in;
        this.out = out;
        this.health = new HealthService(new Readiness(probes.ready()));
    }

    /** Returns when clients can connect; throws {@link CommandFailed} where it cannot listen. */
    public void start() {
        loops = new MultiThreadIoEventLoopGroup(
                Math.min(EVENT_LOOPS_MAX, Runtime.getRuntime().availableProcessors()), NioIoHandler.newFactory());
        threads = Executors.newVirtualThreadPerTaskExecutor();
        InetSocketAddress address =
                new InetSocketAddress(settings.host(), settings.grpc().port());
        NettyServerBuilder builder = bounded(NettyServerBuilder.forAddress(address), loops, threads);
        tls.ifPresent(used -> encrypt(builder, used));
        OpenCalls calls = new OpenCalls(CALLS_MAX);
        CallLog log = new CallLog();
        List<ServerServiceDefinition> services = services();
        health.know(services);
        GrpcGate gate = GrpcGate.of(access);
        GrpcGate named = GrpcGate.named(access);
        services.forEach(service -> builder.addService(ServerInterceptors.intercept(service, gate, calls, log)));
        reflection().forEach(service -> builder.addService(ServerInterceptors.intercept(service, named, calls, log)));
        builder.addService(ServerInterceptors.intercept(health, calls, log));
        try {
            server = builder.build().start();
        } catch (IOException e) {
            throw new CommandFailed(
                    "gRPC cannot listen on " + settings.host() + ":"
                            + settings.grpc().port() + ": " + e.getMessage() + "; --grpc-port names another port",
                    e);
        }
        LOG.atInfo().addKeyValue("port", port()).log("grpc listening");
    }

    public boolean isEncrypted() {
        return tls.isPresent();
    }

    /** The port it listens on. */
    public int port() {
        if (server == null) {
            throw new IllegalStateException("the gRPC server has not been started");
        }
        return server.getPort();
    }

    /** Rejects new calls; open calls are answered for the messages received so far, and end. */
    @Override
    public void close() {
        if (server != null) {
            server.shutdown();
            in.stop();
            health.stop();
            if (!awaitEnd(server)) {
                server.shutdownNow();
                awaitEnd(server);
            }
        }
        if (loops != null
                && !loops.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS).awaitUninterruptibly(GRACE.toMillis())) {
            LOG.atWarn().log("grpc server closed unclean");
        }
        if (threads != null) {
            threads.shutdownNow();
        }
    }

    private static boolean awaitEnd(Server server) {
        try {
            return server.awaitTermination(GRACE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** With all bounds, on threads of the caller's; calls may block the executor's. */
    public static NettyServerBuilder bounded(
            NettyServerBuilder builder, EventLoopGroup group, ExecutorService executor) {
        return builder.bossEventLoopGroup(group)
                .workerEventLoopGroup(group)
                .channelFactory(() -> new BoundedServerChannel(CONNECTIONS_MAX))
                .executor(executor)
                .maxInboundMessageSize(GrpcIngest.MESSAGE_BYTES_MAX)
                .maxInboundMetadataSize(METADATA_BYTES_MAX)
                .maxConcurrentCallsPerConnection(CALLS_OF_A_CONNECTION_MAX)
                .maxRstFramesPerWindow(GIVEN_UP_MAX, GIVEN_UP_SECONDS)
                .flowControlWindow(WINDOW_BYTES)
                .maxConnectionIdle(IDLE_MAX.toMillis(), TimeUnit.MILLISECONDS)
                .keepAliveTime(SILENCE_MAX.toMillis(), TimeUnit.MILLISECONDS)
                .keepAliveTimeout(ANSWER_MAX.toMillis(), TimeUnit.MILLISECONDS)
                .permitKeepAliveTime(CLIENT_PINGS_MIN.toMillis(), TimeUnit.MILLISECONDS)
                .permitKeepAliveWithoutCalls(true);
    }

    /** With TLS, and a bound on how long that takes to be agreed on. */
    public static void encrypt(NettyServerBuilder builder, ServerTls tls) {
        builder.sslContext(new GrpcTls(tls)).handshakeTimeout(HANDSHAKE_MAX.toMillis(), TimeUnit.MILLISECONDS);
    }

    private List<ServerServiceDefinition> services() {
        List<ServerServiceDefinition> services = new ArrayList<>();
        if (settings.roles().contains(Role.INGEST)) {
            services.addAll(in.services());
        }
        if (settings.roles().contains(Role.WEB)) {
            services.addAll(out.services());
        }
        return services;
    }

    @SuppressWarnings("deprecation") // v1alpha is what older tools ask for
    private static List<BindableService> reflection() {
        return List.of(ProtoReflectionServiceV1.newInstance(), ProtoReflectionService.newInstance());
    }
}
