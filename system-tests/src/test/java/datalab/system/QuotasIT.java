package datalab.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.rpc.RetryInfo;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import com.hivemq.client.mqtt.mqtt3.Mqtt3Client;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAckReasonCode;
import datalab.ingest.grpc.v1.Accepted;
import datalab.ingest.grpc.v1.PublishOneRequest;
import datalab.testkit.DataLabProcess;
import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Quotas over all ways in: nothing that was acknowledged is lost, nothing that was refused is kept, and nobody takes all. */
final class QuotasIT {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final int OWN = 60;
    private static final int OF_LAB = 120;
    private static final MethodDescriptor<PublishOneRequest, Accepted> PUBLISH =
            MethodDescriptor.<PublishOneRequest, Accepted>newBuilder()
                    .setType(MethodDescriptor.MethodType.UNARY)
                    .setFullMethodName("datalab.v1.Ingest/PublishOne")
                    .setRequestMarshaller(ProtoUtils.marshaller(PublishOneRequest.getDefaultInstance()))
                    .setResponseMarshaller(ProtoUtils.marshaller(Accepted.getDefaultInstance()))
                    .build();

    @TempDir
    static Path folder;

    private static DataLabProcess datalab;
    private static String operator;

    @BeforeAll
    static void start() throws Exception {
        datalab = new DataLabProcess(Path.of("../labs"), folder.resolve("data"))
                .with("DATALAB_ACCESS_ON", "true")
                .with("DATALAB_QUOTAS_CLIENT_EVENTS", "" + OWN)
                .with("DATALAB_QUOTAS_CLIENT_QUESTIONS", "" + OWN)
                .with("DATALAB_QUOTAS_CLIENT_EXPENSIVE", "1")
                .with("DATALAB_QUOTAS_LAB_EVENTS", "" + OF_LAB);
        datalab.start("sensors");
        operator = Files.readString(folder.resolve("data/admin-token")).strip();
    }

    @AfterAll
    static void stop() {
        datalab.close();
    }

    @Test
    void httpAnswers429AndKeepsWhatItAccepted() throws Exception {
        String token = token();
        long begun = System.nanoTime();
        int accepted = 0;
        HttpResponse<String> refused = null;
        List<CompletableFuture<HttpResponse<String>>> sent = new ArrayList<>();
        for (int i = 0; i < 5 * OWN; i++) {
            sent.add(CLIENT.sendAsync(
                    posted(token, "application/json", event("http")), HttpResponse.BodyHandlers.ofString()));
        }
        for (CompletableFuture<HttpResponse<String>> each : sent) {
            HttpResponse<String> answer = each.join();
            accepted += answer.statusCode() == 201 ? 1 : 0;
            refused = answer.statusCode() == 429 ? answer : refused;
        }
        double seconds = (System.nanoTime() - begun) / 1e9;

        Objects.requireNonNull(refused, "none was refused");
        assertThat(refused.headers().firstValue("Retry-After")).contains("1");
        assertThat(refused.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(refused.body()).contains("quotas.client_events");
        assertThat((double) accepted).isBetween(OWN * 1.0, OWN * (seconds + 1) + 1);
        assertKept("http", accepted);
    }

    @Test
    void aBodyIsReadAsFastAsTheQuotaAllows() throws Exception {
        String token = token();
        long begun = System.nanoTime();

        HttpResponse<String> answer = post(token, "application/x-ndjson", (event("body") + "\n").repeat(3 * OWN));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("\"accepted\":" + 3 * OWN);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(1_900));
        assertKept("body", 3 * OWN);
    }

    @Test
    void grpcSaysWhenToRetry() throws Exception {
        ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", datalab.grpcPort)
                .usePlaintext()
                .build();
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token());
        io.grpc.Channel own = ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers));
        PublishOneRequest request = PublishOneRequest.newBuilder()
                .setLab("sensors")
                .setStream("readings")
                .setEvent(ByteString.copyFrom(event("grpc"), UTF_8))
                .build();
        int accepted = 0;
        StatusRuntimeException refused = null;
        List<ListenableFuture<Accepted>> sent = new ArrayList<>();
        for (int i = 0; i < 5 * OWN; i++) {
            sent.add(ClientCalls.futureUnaryCall(own.newCall(PUBLISH, CallOptions.DEFAULT), request));
        }
        for (ListenableFuture<Accepted> each : sent) {
            try {
                each.get();
                accepted++;
            } catch (ExecutionException e) {
                refused = (StatusRuntimeException) e.getCause();
            }
        }
        channel.shutdownNow();

        Objects.requireNonNull(refused, "none was refused");
        assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(refused).hasMessageContaining("quotas.client_events");
        List<Any> details = StatusProto.fromThrowable(refused).getDetailsList();
        assertThat(details.getFirst().unpack(RetryInfo.class).getRetryDelay())
                .isNotEqualTo(com.google.protobuf.Duration.getDefaultInstance());
        assertKept("grpc", accepted);
    }

    @Test
    void mqtt5SaysQuotaExceeded() throws Exception {
        Mqtt5AsyncClient client = Mqtt5Client.builder()
                .serverHost("127.0.0.1")
                .serverPort(datalab.mqttPort)
                .simpleAuth()
                .username("any")
                .password(token().getBytes(UTF_8))
                .applySimpleAuth()
                .buildAsync();
        client.connect().join();
        List<CompletableFuture<Boolean>> sent = new ArrayList<>();
        for (int i = 0; i < 5 * OWN; i++) {
            sent.add(client.publishWith()
                    .topic("sensors")
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .payload(event("mqtt5").getBytes(UTF_8))
                    .send()
                    .handle((result, error) ->
                            (result != null && result.getError().isEmpty())
                                    || !isQuotaExceeded(
                                            error == null ? result.getError().orElseThrow() : error)));
        }
        long accepted = sent.stream().filter(CompletableFuture::join).count();
        client.disconnect().join();

        assertThat(accepted).isBetween((long) OWN, 4L * OWN);
        assertKept("mqtt5", (int) accepted);
    }

    /** What has another reason fails the test: it counts as accepted and is not kept. */
    private static boolean isQuotaExceeded(Throwable error) {
        return error instanceof Mqtt5PubAckException refused
                && refused.getMqttMessage().getReasonCode() == Mqtt5PubAckReasonCode.QUOTA_EXCEEDED;
    }

    @Test
    void mqtt3IsHeldBackAndLosesNothing() throws Exception {
        Mqtt3AsyncClient client = Mqtt3Client.builder()
                .serverHost("127.0.0.1")
                .serverPort(datalab.mqttPort)
                .simpleAuth()
                .username("any")
                .password(token().getBytes(UTF_8))
                .applySimpleAuth()
                .buildAsync();
        client.connect().join();
        long begun = System.nanoTime();
        List<CompletableFuture<?>> sent = new ArrayList<>();
        for (int i = 0; i < 4 * OWN; i++) {
            sent.add(client.publishWith()
                    .topic("sensors")
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .payload(event("mqtt3").getBytes(UTF_8))
                    .send());
        }
        sent.forEach(CompletableFuture::join);
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        client.disconnect().join();

        assertThat(took).isGreaterThan(Duration.ofMillis(2_900));
        assertKept("mqtt3", 4 * OWN);
    }

    @Test
    void aModestClientIsNotRefusedBecauseOfGreedyOnes() throws Exception {
        AtomicBoolean isOver = new AtomicBoolean();
        AtomicInteger accepted = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        List<Thread> greedy = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            String token = token();
            greedy.add(Thread.startVirtualThread(() -> {
                while (!isOver.get()) {
                    (status(token, event("greedy")) == 201 ? accepted : refused).incrementAndGet();
                }
            }));
        }
        String modest = token();
        List<Integer> answers = new ArrayList<>();
        Awaitility.await()
                .pollInterval(Duration.ofMillis(100))
                .atMost(Duration.ofSeconds(30))
                .until(() -> {
                    answers.add(status(modest, event("modest")));
                    return answers.size() >= 50 && refused.get() > 0;
                });
        isOver.set(true);
        for (Thread each : greedy) {
            each.join();
        }

        assertThat(answers).containsOnly(201);
        assertKept("modest", answers.size());
        assertKept("greedy", accepted.get());
    }

    @Test
    void questionsHaveAQuota() throws Exception {
        String token = token();
        List<Integer> answers = new ArrayList<>();
        for (int i = 0; i < 40 * OWN && !answers.contains(429); i++) {
            answers.add(CLIENT.send(
                            request("/labs/sensors/streams/readings?limit=1", token)
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode());
        }

        assertThat(answers).contains(200, 429);
    }

    private static int status(String token, String event) {
        try {
            return post(token, "application/json", event).statusCode();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static HttpResponse<String> post(String token, String type, String body) throws Exception {
        return CLIENT.send(posted(token, type, body), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest posted(String token, String type, String body) {
        return request("/labs/sensors/streams/readings", token)
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private static HttpRequest.Builder request(String path, String token) {
        return HttpRequest.newBuilder(URI.create(datalab.url("") + path)).header("Authorization", "Bearer " + token);
    }

    private static String event(String name) {
        return "{\"name\":\"" + name + "\",\"value\":20.5}";
    }

    private static void assertKept(String name, int count) {
        String path = "/labs/sensors/streams/readings/export?format=ndjson&name=" + name;
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(300))
                .untilAsserted(() -> {
                    HttpResponse<String> rows =
                            CLIENT.send(request(path, operator).build(), HttpResponse.BodyHandlers.ofString());
                    assertThat(rows.body().lines()).hasSize(count);
                });
    }

    private static String token() throws Exception {
        HttpResponse<String> made = CLIENT.send(
                request("/tokens", operator)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(
                                "{\"name\":\"x\",\"grants\":[{\"role\":\"admin\",\"lab\":\"sensors\"}]}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        return new ObjectMapper().readTree(made.body()).path("token").asText();
    }
}
