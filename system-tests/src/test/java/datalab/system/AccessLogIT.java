package datalab.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import datalab.testkit.DataLabProcess;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The access log of a real process, in its file and as JSON on its console. */
final class AccessLogIT {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    static Path folder;

    private static DataLabProcess datalab;
    private static String operator;

    @BeforeAll
    static void start() throws Exception {
        datalab = new DataLabProcess(Path.of("../labs"), folder.resolve("data"))
                .with("DATALAB_ACCESS_ON", "true")
                .with("DATALAB_HTTP_PROXIES", "127.0.0.1")
                .with("DATALAB_LOG_FORMAT", "json")
                .with("DATALAB_LOG_ACCESS", "true");
        datalab.start("users");
        operator = Files.readString(folder.resolve("data/admin-token")).strip();
    }

    @AfterAll
    static void stop() {
        datalab.close();
    }

    @Test
    void hasWhoAskedWhatFromWhere() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(datalab.url("/labs/users?secret_of=mine"))
                .header("Authorization", "Bearer " + operator)
                .header("X-Forwarded-For", "192.0.2.7")
                .build();

        int bytes =
                CLIENT.send(request, HttpResponse.BodyHandlers.ofByteArray()).body().length;

        assertThat(line("/labs/users"))
                .contains("route=\"/labs/{lab}\"", "bytes=\"" + bytes + "\"", "ms=\"")
                .contains("caller=\"operator\"", "address=\"192.0.2.7\"")
                .doesNotContain("mine");
        assertThat(datalab.output())
                .contains("\"path\":\"/labs/users\"", "\"caller\":\"operator\"", "\"ms\":")
                .doesNotContain("mine", operator);
    }

    @Test
    void hasWhoWasRefusedAndWhatNobodyCouldRead() throws Exception {
        datalab.get("/labs/users/views/refused");
        String begun = "GET /dl_abcdefghjk_" + "s".repeat(43) + "/x\u007f HTTP/1.1\r\nHost: localhost\r\n\r\n";
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), datalab.httpPort)) {
            socket.getOutputStream().write(begun.getBytes(UTF_8));
            socket.getInputStream().read();
        }

        assertThat(line("/labs/users/views/refused")).contains("status=\"401\"", "caller=\"anonymous\"");
        assertThat(Files.readString(log())).doesNotContain("sss");
    }

    @Test
    void saysWhatTheCacheDid() throws Exception {
        String route = "/service-analytics/analytics";
        HttpRequest cached = HttpRequest.newBuilder(datalab.url(route))
                .header("Authorization", "Bearer " + operator)
                .build();
        datalab.get("/health/live");

        Awaitility.await().untilAsserted(() -> {
            CLIENT.send(cached, HttpResponse.BodyHandlers.discarding());
            assertThat(lines())
                    .filteredOn(line -> line.contains("path=\"" + route + "\""))
                    .anyMatch(line -> line.contains("cache=\"miss\""))
                    .anyMatch(line -> line.contains("cache=\"hit\""));
        });
        assertThat(line("/health/live")).contains("status=\"200\"").doesNotContain("cache=");
    }

    @Test
    void hasCallsOverGrpc() {
        ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", datalab.grpcPort)
                .usePlaintext()
                .build();

        ClientCalls.blockingUnaryCall(
                channel, HealthGrpc.getCheckMethod(), CallOptions.DEFAULT, HealthCheckRequest.getDefaultInstance());
        Assertions.assertThatThrownBy(() -> ClientCalls.blockingUnaryCall(
                        channel,
                        HealthGrpc.getCheckMethod(),
                        CallOptions.DEFAULT,
                        HealthCheckRequest.newBuilder().setService("none").build()))
                .isInstanceOf(StatusRuntimeException.class);

        channel.shutdownNow();
        Awaitility.await()
                .untilAsserted(() -> assertThat(lines())
                        .anyMatch(line -> line.contains("method=\"grpc.health.v1.Health/Check\" status=\"OK\""))
                        .anyMatch(line ->
                                line.contains("status=\"NOT_FOUND\"") && line.contains("address=\"127.0.0.1\"")));
    }

    private static String line(String path) {
        return Awaitility.await()
                .until(
                        () -> lines().stream()
                                .filter(line -> line.contains("path=\"" + path + "\""))
                                .toList(),
                        found -> !found.isEmpty())
                .getFirst();
    }

    private static List<String> lines() throws Exception {
        return Files.readAllLines(log());
    }

    private static Path log() {
        return folder.resolve("data/logs/access.log");
    }
}
