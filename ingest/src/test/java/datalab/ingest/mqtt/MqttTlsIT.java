package datalab.ingest.mqtt;

import static datalab.testkit.Needs.Part.MOSQUITTO_PUB;
import static datalab.testkit.Needs.Part.OPENSSL;
import static org.assertj.core.api.Assertions.assertThat;

import datalab.testkit.Needs;
import datalab.testkit.tls.CertificateAuthority;
import datalab.testkit.tls.CertificateAuthority.Issued;
import datalab.tls.ClientCertificates;
import datalab.tls.ServerTls;
import datalab.tls.TlsSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** MQTT inside TLS, as mosquitto_pub speaks it, and clients that never come to the end of a handshake. */
@Needs({OPENSSL, MOSQUITTO_PUB})
final class MqttTlsIT {
    private static final String EVENT = "{\"name\":\"a\",\"value\":1}";
    /** MQTT 3.1.1, a clean session, no client id. */
    private static final String CONNECT = "100c00044d5154540402000a0000";

    @TempDir
    private static Path folder;

    private static CertificateAuthority authority;
    private static Issued issued;
    private @Nullable MqttFixture running;

    @BeforeAll
    static void issue() throws IOException {
        authority = CertificateAuthority.make(folder);
        issued = authority.issue("server");
    }

    @AfterEach
    void stop() {
        mqtt().close();
    }

    @Test
    void acknowledgesWhoTrustsTheAuthority() throws Exception {
        start(ClientCertificates.NONE);

        assertThat(publish("--cafile", authority.certificate().toString())).isZero();
        assertThat(publish()).isNotZero();

        assertThat(mqtt().kept()).hasSize(1);
        mqtt().source.check();
        assertThat(mqtt().source.isEncrypted()).isTrue();
        assertThat(webSocket()).startsWith("wss://localhost:");
    }

    @Test
    void letsInWhoShowsACertificateOfTheAuthorityAlone() throws Exception {
        start(ClientCertificates.REQUIRED);
        Issued client = authority.issue("client");
        Issued stranger = CertificateAuthority.make(folder.resolve("other")).issue("stranger");
        String trusted = authority.certificate().toString();

        assertThat(publish("--cafile", trusted)).isNotZero();
        assertThat(publish("--cafile", trusted, "--cert", text(client.certificate()), "--key", text(client.key())))
                .isZero();
        assertThat(publish("--cafile", trusted, "--cert", text(stranger.certificate()), "--key", text(stranger.key())))
                .isNotZero();

        assertThat(mqtt().kept()).hasSize(1);
        mqtt().source.check();
    }

    @Test
    void speaksOverWebSocket() throws Exception {
        start(ClientCertificates.NONE);
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        HttpClient client =
                HttpClient.newBuilder().sslContext(authority.trusting()).build();
        WebSocket socket = client.newWebSocketBuilder()
                .subprotocols("mqtt")
                .buildAsync(URI.create(webSocket()), new WebSocket.Listener() {
                    @Override
                    public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
                        byte[] bytes = new byte[data.remaining()];
                        data.get(bytes);
                        answer.complete(bytes);
                        return null;
                    }
                })
                .get(20, TimeUnit.SECONDS);

        socket.sendBinary(ByteBuffer.wrap(HexFormat.of().parseHex(CONNECT)), true)
                .get(20, TimeUnit.SECONDS);

        assertThat(answer.get(20, TimeUnit.SECONDS)).containsExactly(0x20, 2, 0, 0);
        socket.abort();
    }

    @Test
    void endsConnectionsThatNeverAgreeOnTls() throws Exception {
        start(ClientCertificates.NONE);
        List<Socket> sockets = new ArrayList<>();
        for (String bytes : List.of("", "1603010200010001fc0303", CONNECT)) {
            Socket socket =
                    new Socket(InetAddress.getLoopbackAddress(), mqtt().source.port());
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(HexFormat.of().parseHex(bytes));
            sockets.add(socket);
        }

        for (Socket socket : sockets) {
            byte[] answer = socket.getInputStream().readAllBytes(); // until it is closed
            assertThat(answer.length == 0 || answer[0] != 0x20).isTrue();
            socket.close();
        }
    }

    private String webSocket() {
        return mqtt().source.addresses("localhost").getOrDefault("WebSocket", "");
    }

    private MqttFixture mqtt() {
        return Objects.requireNonNull(running);
    }

    private void start(ClientCertificates clients) {
        running = new MqttFixture(ServerTls.read(new TlsSettings(
                issued.certificate(),
                issued.key(),
                clients == ClientCertificates.NONE ? Optional.empty() : Optional.of(authority.certificate()),
                clients)));
    }

    /** The exit code of a mosquitto_pub that waits for its acknowledgement. */
    private int publish(String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("mosquitto_pub", "-h", "localhost", "-q", "1"));
        command.addAll(List.of("-p", "" + mqtt().source.port(), "-t", "sensors", "-m", EVENT));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private static String text(Path file) {
        return file.toString();
    }
}
