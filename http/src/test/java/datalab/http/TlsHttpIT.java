package datalab.http;

import static datalab.testkit.Needs.Part.CURL;
import static datalab.testkit.Needs.Part.OPENSSL;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import datalab.http.HttpSettings.Patience;
import datalab.http.HttpSettings.Readers;
import datalab.testkit.Needs;
import datalab.testkit.tls.CertificateAuthority;
import datalab.testkit.tls.CertificateAuthority.Issued;
import datalab.tls.ClientCertificates;
import datalab.tls.ClientTls;
import datalab.tls.ServerTls;
import datalab.tls.TlsSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP inside TLS: with curl, and with clients that are slow, silent, gone or speak something else. */
@Needs({OPENSSL, CURL})
final class TlsHttpIT {
    /** The beginning of a ClientHello of 512 bytes. */
    private static final String HALF_A_HELLO = "1603010200010001fc0303";

    private static final Patience HASTY = new Patience(
            Duration.ofSeconds(1), Duration.ofSeconds(1), 500, Duration.ofMinutes(1), Duration.ofMinutes(1));

    @TempDir
    private static Path folder;

    private static CertificateAuthority authority;
    private static Issued issued;

    private final CountDownLatch left = new CountDownLatch(1);
    private @Nullable HttpServer server;

    @BeforeAll
    static void issue() throws IOException {
        authority = CertificateAuthority.make(folder);
        issued = authority.issue("server");
    }

    @AfterEach
    void stop() {
        Objects.requireNonNull(server).close();
    }

    @Test
    void answersWhoTrustsTheAuthority() throws Exception {
        start(ClientCertificates.NONE, 100);

        assertThat(curl("--cacert", authority.certificate().toString()))
                .contains("HTTP/1.1 200")
                .endsWith("https://localhost:" + port())
                .doesNotContain("Strict-Transport-Security");
        assertThat(curl("-k", "-H", "Host: lab.example.org"))
                .contains("Strict-Transport-Security: max-age=2592000")
                .endsWith("https://lab.example.org");
        assertThat(curl()).doesNotContain("HTTP/1.1");
    }

    @Test
    void letsInWhoShowsACertificateOfTheAuthorityAlone() throws Exception {
        start(ClientCertificates.REQUIRED, 100);
        Issued client = authority.issue("client");
        Issued stranger = CertificateAuthority.make(folder.resolve("other")).issue("stranger");

        assertThat(curl("-k")).doesNotContain("HTTP/1.1");
        assertThat(curl(
                        "-k",
                        "--cert",
                        client.certificate().toString(),
                        "--key",
                        client.key().toString()))
                .contains("HTTP/1.1 200");
        assertThat(curl(
                        "-k",
                        "--cert",
                        stranger.certificate().toString(),
                        "--key",
                        stranger.key().toString()))
                .doesNotContain("HTTP/1.1");
    }

    @Test
    void letsInWhoShowsNoCertificateWhereOneIsWanted() throws Exception {
        start(ClientCertificates.WANTED, 100);
        Issued stranger = CertificateAuthority.make(folder.resolve("another")).issue("stranger");

        assertThat(curl("-k")).contains("HTTP/1.1 200");
        assertThat(curl(
                        "-k",
                        "--cert",
                        stranger.certificate().toString(),
                        "--key",
                        stranger.key().toString()))
                .doesNotContain("HTTP/1.1");
    }

    @Test
    void tellsWhoSpeaksPlainHttp() throws Exception {
        start(ClientCertificates.NONE, 100);

        assertThat(plain("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(UTF_8)))
                .startsWith("HTTP/1.1 400")
                .contains("https://");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "16", HALF_A_HELLO, "00010203"})
    void endsAConnectionThatNeverAgreesOnTls(String bytes) throws Exception {
        start(ClientCertificates.NONE, 100);

        assertThat(plain(HexFormat.of().parseHex(bytes))).doesNotContain("HTTP");
    }

    @Test
    void silentOnesGiveWayWhereThereAreAsManyAsMayBe() throws Exception {
        start(ClientCertificates.NONE, 5);
        List<Socket> silent = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            silent.add(new Socket(InetAddress.getLoopbackAddress(), port()));
        }

        assertThat(curl("-k")).contains("HTTP/1.1 200");
        for (Socket socket : silent) {
            socket.close();
        }
    }

    @Test
    void answersASlowHeadAndASlowBody() throws Exception {
        start(ClientCertificates.NONE, 100);

        assertThat(encrypted("GET / HT")).startsWith("HTTP/1.1 408").contains("the head of the request");
        assertThat(encrypted("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nfive."))
                .startsWith("HTTP/1.1 408")
                .contains("too slowly");
    }

    @Test
    void noticesThatAClientHasLeft() throws Exception {
        start(ClientCertificates.NONE, 100);
        Socket socket = connected();
        socket.getOutputStream().write("GET /wait HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(UTF_8));
        assertThat(left.await(200, TimeUnit.MILLISECONDS)).isFalse();

        socket.close();

        assertThat(left.await(20, TimeUnit.SECONDS)).isTrue();
    }

    private void start(ClientCertificates clients, int connectionsMax) throws IOException {
        Endpoints endpoints = new Endpoints();
        endpoints.add(HttpEndpoint.page(
                "/", (request, response) -> response.send(request.origin().getBytes(UTF_8))));
        endpoints.add(HttpEndpoint.page("/wait", (request, response) -> {
            request.body().drain();
            BooleanSupplier departure = request.departure();
            await().until(departure::getAsBoolean);
            left.countDown();
            response.send(new byte[0]);
        }));
        endpoints.add(new HttpEndpoint("POST", "/", Permission.PUBLIC, TlsHttpIT::readBody, List.of()));
        ServerTls tls = ServerTls.read(new TlsSettings(
                issued.certificate(),
                issued.key(),
                clients == ClientCertificates.NONE ? Optional.empty() : Optional.of(authority.certificate()),
                clients));
        server = new HttpServer(
                new HttpSettings(
                        "127.0.0.1", 0, "", connectionsMax, HASTY, Readers.DEFAULT, List.of(), Optional.of(tls)),
                endpoints);
        server.start();
    }

    private int port() {
        return Objects.requireNonNull(server).port();
    }

    private static void readBody(Request request, Response response) {
        try {
            response.send(request.body().readAllBytes());
        } catch (BodyAborted e) {
            response.closing().status(408).send(String.valueOf(e.getMessage()).getBytes(UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What curl prints. */
    private String curl(String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of("curl", "-s", "-i", "--max-time", "20"));
        command.addAll(List.of(options));
        command.add("https://localhost:" + port() + "/");
        Process curl = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(curl.getInputStream().readAllBytes(), UTF_8);
    }

    /** What comes back until the connection ends. */
    private String plain(byte[] bytes) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(bytes);
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    private String encrypted(String begin) throws IOException {
        try (Socket socket = connected()) {
            socket.getOutputStream().write(begin.getBytes(UTF_8));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    private Socket connected() throws IOException {
        ClientTls client = ClientTls.read(Optional.of(authority.certificate()), Optional.empty(), Optional.empty());
        Socket socket = client.context().getSocketFactory().createSocket("localhost", port());
        socket.setSoTimeout(20_000);
        return socket;
    }
}
