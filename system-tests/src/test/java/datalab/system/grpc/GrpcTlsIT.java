package datalab.system.grpc;

import static datalab.testkit.Needs.Part.OPENSSL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import datalab.app.grpc.GrpcServer;
import datalab.app.grpc.HealthService;
import datalab.testkit.Needs;
import datalab.testkit.tls.CertificateAuthority;
import datalab.testkit.tls.CertificateAuthority.Issued;
import datalab.tls.ClientCertificates;
import datalab.tls.ServerTls;
import datalab.tls.TlsSettings;
import datalab.web.probe.Readiness;
import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** gRPC inside TLS, with and without certificates of clients, and strangers who keep connections without agreeing on it. */
@Needs(OPENSSL)
final class GrpcTlsIT {
    private static final int CONNECTIONS_MAX = 1_000;

    @TempDir
    private static Path folder;

    private static CertificateAuthority authority;
    private static Issued issued;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    private @Nullable Server server;

    @BeforeAll
    static void issue() throws IOException {
        authority = CertificateAuthority.make(folder);
        issued = authority.issue("server");
    }

    @AfterEach
    void stop() {
        Objects.requireNonNull(server).shutdownNow();
        threads.shutdownNow();
        loops.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS).awaitUninterruptibly(5_000);
    }

    @Test
    void answersWhoTrustsTheAuthority() throws Exception {
        start(ClientCertificates.NONE);

        assertThat(check(trusting().build())).isEqualTo(HealthCheckResponse.ServingStatus.SERVING);
        assertThatThrownBy(() -> check(TlsChannelCredentials.create())).isInstanceOf(StatusRuntimeException.class);
    }

    @Test
    void letsInWhoShowsACertificateOfTheAuthorityAlone() throws Exception {
        start(ClientCertificates.REQUIRED);
        Issued client = authority.issue("client");
        Issued stranger = CertificateAuthority.make(folder.resolve("other")).issue("stranger");

        assertThat(check(showing(client))).isEqualTo(HealthCheckResponse.ServingStatus.SERVING);
        assertThatThrownBy(() -> check(trusting().build())).isInstanceOf(StatusRuntimeException.class);
        assertThatThrownBy(() -> check(showing(stranger))).isInstanceOf(StatusRuntimeException.class);
    }

    @Test
    void strangersGiveWayToWhoAgreesOnTls() throws Exception {
        start(ClientCertificates.NONE);
        List<Socket> strangers = new ArrayList<>();
        byte[] half = HexFormat.of().parseHex("1603010200010001fc0303" + "00".repeat(300));
        for (int i = 0; i < CONNECTIONS_MAX; i++) {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), port());
            socket.getOutputStream().write(half);
            strangers.add(socket);
        }

        assertThat(check(trusting().build())).isEqualTo(HealthCheckResponse.ServingStatus.SERVING);
        Socket last = strangers.getLast();
        last.setSoTimeout(20_000);
        assertThat(last.getInputStream().readAllBytes().length).isLessThan(100); // at most an alert, and then the end
        for (Socket socket : strangers) {
            socket.close();
        }
    }

    private void start(ClientCertificates clients) throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        NettyServerBuilder builder = GrpcServer.bounded(NettyServerBuilder.forAddress(address), loops, threads);
        GrpcServer.encrypt(
                builder,
                ServerTls.read(new TlsSettings(
                        issued.certificate(),
                        issued.key(),
                        clients == ClientCertificates.NONE ? Optional.empty() : Optional.of(authority.certificate()),
                        clients)));
        server = builder.addService(new HealthService(new Readiness(Map.of("log", () -> {}))))
                .build()
                .start();
    }

    private int port() {
        return Objects.requireNonNull(server).getPort();
    }

    private static TlsChannelCredentials.Builder trusting() throws IOException {
        return TlsChannelCredentials.newBuilder()
                .trustManager(authority.certificate().toFile());
    }

    private static ChannelCredentials showing(Issued client) throws IOException {
        return trusting()
                .keyManager(client.certificate().toFile(), client.key().toFile())
                .build();
    }

    private HealthCheckResponse.ServingStatus check(ChannelCredentials credentials) {
        ManagedChannel channel =
                Grpc.newChannelBuilder("localhost:" + port(), credentials).build();
        try {
            return HealthGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(20, TimeUnit.SECONDS)
                    .check(HealthCheckRequest.getDefaultInstance())
                    .getStatus();
        } finally {
            channel.shutdownNow();
        }
    }
}
