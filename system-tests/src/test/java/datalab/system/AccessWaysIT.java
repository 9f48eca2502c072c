package datalab.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static datalab.testkit.Needs.Part.CHROMIUM;
import static datalab.testkit.Needs.Part.MOSQUITTO_PUB;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import datalab.ingest.grpc.v1.Accepted;
import datalab.ingest.grpc.v1.PublishOneRequest;
import datalab.system.Tab.Screen;
import datalab.testkit.DataLabProcess;
import datalab.testkit.Needs;
import datalab.web.grpc.v1.EventsRequest;
import datalab.web.grpc.v1.Rows;
import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The ways in and out beside HTTP alone, with a token and without: gRPC, mosquitto's clients, commands, the page. */
final class AccessWaysIT {
    private static final String EVENT = "{\"name\":\"sensor1\",\"value\":20.5}";
    private static final String OTHER = "{\"name\":\"sensor2\",\"value\":20.5}";
    private static final MethodDescriptor<PublishOneRequest, Accepted> PUBLISH = method(
            "datalab.v1.Ingest/PublishOne",
            MethodDescriptor.MethodType.UNARY,
            PublishOneRequest.getDefaultInstance(),
            Accepted.getDefaultInstance());
    private static final MethodDescriptor<EventsRequest, Rows> EVENTS = method(
            "datalab.v1.Query/Events",
            MethodDescriptor.MethodType.SERVER_STREAMING,
            EventsRequest.getDefaultInstance(),
            Rows.getDefaultInstance());

    @RegisterExtension
    static final Chromium chromium = new Chromium();

    @TempDir
    static Path folder;

    private static DataLabProcess datalab;
    private static ManagedChannel channel;
    private static String reader;
    private static String device;

    @BeforeAll
    static void start() throws Exception {
        datalab = new DataLabProcess(Path.of("../labs"), folder.resolve("data")).with("DATALAB_ACCESS_ON", "true");
        datalab.start("sensors");
        channel = NettyChannelBuilder.forAddress("127.0.0.1", datalab.grpcPort)
                .usePlaintext()
                .build();
        reader = created("--role", "read", "--lab", "sensors");
        device = created("--role", "write", "--lab", "sensors", "--key", "sensor1");
    }

    @AfterAll
    static void stop() {
        channel.shutdownNow();
        datalab.close();
    }

    @Test
    void grpcTakesAndAnswersByTheToken() {
        publish(device, EVENT);

        assertThatThrownBy(() -> publish(device, OTHER)).hasMessageContaining("PERMISSION_DENIED: not_allowed");
        assertThatThrownBy(() -> publish(reader, EVENT)).hasMessageContaining("PERMISSION_DENIED");
        assertThatThrownBy(() -> publish("", EVENT)).hasMessageContaining("UNAUTHENTICATED");
        assertThatThrownBy(() -> publish("dl_nobody_" + "a".repeat(43), EVENT)).hasMessageContaining("UNAUTHENTICATED");
        ask(reader);
        assertThatThrownBy(() -> ask(device)).hasMessageContaining("PERMISSION_DENIED");
        assertThatThrownBy(() -> ask("")).hasMessageContaining("UNAUTHENTICATED");
    }

    @Test
    @Needs(MOSQUITTO_PUB)
    void mosquittosClientsShowTheTokenAsTheirPassword() throws Exception {
        assertThat(mosquitto("mosquitto_pub", device, "-m", EVENT).exit()).isZero();
        assertThat(mosquitto("mosquitto_pub", device, "-m", OTHER).output()).contains("Not authorized");
        assertThat(mosquitto("mosquitto_pub", reader, "-m", EVENT).output()).contains("Not authorized");
        assertThat(mosquitto("mosquitto_pub", "dl_nobody_" + "a".repeat(43), "-m", EVENT)
                        .exit())
                .isNotZero();
        assertThat(mosquitto("mosquitto_sub", reader, "-W", "1").output()).doesNotContain("denied", "Not authorized");
        assertThat(mosquitto("mosquitto_sub", device, "-W", "1").output()).contains("denied");
    }

    @Test
    void commandsShowTheTokenOfTheirEnvironment() throws Exception {
        Path events = Files.writeString(folder.resolve("events.ndjson"), EVENT + "\n");

        Ran without = command(Map.of(), "send", "sensors.readings", "" + events, "--timeout", "5");
        Ran with = command(Map.of("DATALAB_TOKEN", device), "send", "sensors.readings", "" + events);
        Ran file = command(
                Map.of("DATALAB_TOKEN_FILE", "" + Files.writeString(folder.resolve("token"), reader + "\n")),
                "export",
                "sensors.readings",
                "--output",
                "" + folder.resolve("events.csv"));

        assertThat(without.exit()).as(without.output()).isOne();
        assertThat(without.output()).contains("401");
        assertThat(with.exit()).as(with.output()).isZero();
        assertThat(file.exit()).as(file.output()).isZero();
    }

    @Test
    void aRevokedTokenEndsGrpcWithinASecond() throws Exception {
        String token = created("--role", "read", "--lab", "sensors");
        ask(token);

        operator("token", "revoke", token.split("_", -1)[1]);

        Awaitility.await()
                .atMost(Duration.ofSeconds(1))
                .untilAsserted(() -> assertThatThrownBy(() -> ask(token)).hasMessageContaining("UNAUTHENTICATED"));
    }

    @Test
    @Needs(CHROMIUM)
    void thePageAsksForATokenAndKeepsItWhereNoScriptReadsIt() {
        try (Tab tab = Tab.open(chromium.browser(), datalab.url("/#/labs/sensors"), Screen.DESKTOP)) {
            assertThat(tab.find("h1", "Log in")).isVisible();
            assertThat(tab.hindrances()).isEmpty();
            tab.find("input[name=token]").fill("dl_nobody_" + "a".repeat(43));
            Tab.button(tab.find("main"), "Log in").click();
            assertThat(tab.find("[role=alert]", "no token that is known here")).isVisible();
            tab.screenshot("login");

            tab.find("input[name=token]").fill(reader);
            Tab.button(tab.find("main"), "Log in").click();

            assertThat(tab.find("h1", "Wireless sensors")).isVisible();
            assertThat(tab.page().evaluate("document.cookie")).isEqualTo("");
            Tab.button(tab.find("header"), "Log out").click();
            assertThat(tab.find("h1", "Log in")).isVisible();
        }
    }

    private static void publish(String token, String event) {
        PublishOneRequest request = PublishOneRequest.newBuilder()
                .setLab("sensors")
                .setStream("readings")
                .setEvent(ByteString.copyFrom(event, UTF_8))
                .build();
        ClientCalls.blockingUnaryCall(by(token), PUBLISH, deadline(), request);
    }

    private static void ask(String token) {
        EventsRequest request = EventsRequest.newBuilder()
                .setLab("sensors")
                .setStream("readings")
                .build();
        List<Rows> rows = new ArrayList<>();
        ClientCalls.blockingServerStreamingCall(by(token), EVENTS, deadline(), request)
                .forEachRemaining(rows::add);
        assertThat(rows).isNotEmpty();
    }

    private static io.grpc.Channel by(String token) {
        if (token.isEmpty()) {
            return channel;
        }
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
        return ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    private static CallOptions deadline() {
        return CallOptions.DEFAULT.withDeadlineAfter(Duration.ofSeconds(20));
    }

    private static <Q extends Message, R extends Message> MethodDescriptor<Q, R> method(
            String name, MethodDescriptor.MethodType type, Q request, R response) {
        return MethodDescriptor.newBuilder(ProtoUtils.marshaller(request), ProtoUtils.marshaller(response))
                .setType(type)
                .setFullMethodName(name)
                .build();
    }

    private static Ran mosquitto(String client, String token, String... more) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                client, "-V", "5", "-p", "" + datalab.mqttPort, "-q", "1", "-t", "sensors", "-u", "any", "-P", token));
        command.addAll(List.of(more));
        return Ran.command(command, Map.of());
    }

    private static String created(String... grant) throws Exception {
        List<String> command = new ArrayList<>(List.of("token", "create", "--name", "test", "--json"));
        command.addAll(List.of(grant));
        Ran ran = operator(command.toArray(String[]::new));
        assertThat(ran.exit()).as(ran.output()).isZero();
        return new ObjectMapper().readTree(ran.output()).path("token").asText();
    }

    private static Ran operator(String... command) throws Exception {
        return command(Map.of("DATALAB_DATA", folder.resolve("data").toString()), command);
    }

    private static Ran command(Map<String, String> environment, String... command) throws Exception {
        Map<String, String> all = new HashMap<>(environment);
        all.put("DATALAB_URL", datalab.url("").toString());
        return Ran.datalab(all, command);
    }
}
