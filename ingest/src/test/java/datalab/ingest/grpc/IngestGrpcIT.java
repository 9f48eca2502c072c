package datalab.ingest.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.google.rpc.BadRequest;
import com.google.rpc.RetryInfo;
import datalab.ingest.grpc.v1.Accepted;
import datalab.ingest.grpc.v1.EventResult.OutcomeCase;
import datalab.ingest.grpc.v1.PublishOneRequest;
import datalab.ingest.grpc.v1.PublishRequest;
import datalab.ingest.grpc.v1.PublishResponse;
import datalab.log.Headers;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IngestGrpcIT {
    private final GrpcFixture grpc = new GrpcFixture();

    @AfterEach
    void close() {
        grpc.close();
    }

    @Test
    void answersEachEventInOrder() {
        Published call = grpc.publish();

        call.send(GrpcFixture.request("{\"name\":\"a\"}", "{\"name\":7}", "no json", "{\"name\":\"b\"}"))
                .done();

        PublishResponse answer = call.read();
        assertThat(answer.getResultsList())
                .extracting(result -> result.getOutcomeCase())
                .containsExactly(
                        OutcomeCase.ACCEPTED, OutcomeCase.REJECTED, OutcomeCase.REJECTED, OutcomeCase.ACCEPTED);
        assertThat(answer.getResults(0).getAccepted().getOffset()).isZero();
        assertThat(answer.getResults(1).getRejected().getReason()).isEqualTo("wrong_type");
        assertThat(answer.getResults(1).getRejected().getField()).isEqualTo("name");
        assertThat(answer.getResults(2).getRejected().getReason()).isEqualTo("not_json");
        assertThat(call.end()).isEqualTo(Status.OK);
        assertThat(grpc.kept()).containsExactly("{\"name\":\"a\"}", "{\"name\":\"b\"}");
        assertThat(grpc.rejects()).hasSize(2);
    }

    @Test
    void answersManyMessagesInTheirOrderHoweverTheLogAcknowledges() {
        grpc.log.hold();
        Published call = grpc.publish();
        for (int i = 0; i < 20; i++) {
            call.send(GrpcFixture.request("{\"name\":\"n\",\"number\":" + i + "}"));
        }
        await().until(() -> grpc.kept().size() == 20);

        grpc.log.releaseBackwards();

        List<Long> offsets = call.done().read(20).stream()
                .map(answer -> answer.getResults(0).getAccepted().getOffset())
                .toList();
        assertThat(offsets).isSorted().hasSize(20);
        assertThat(call.end().isOk()).isTrue();
    }

    @Test
    void remembersTheStreamOfTheMessageBefore() {
        PublishRequest again = PublishRequest.newBuilder()
                .addEvents(ByteString.copyFromUtf8("{\"name\":\"b\"}"))
                .setReturnEvents(true)
                .build();
        Published call =
                grpc.publish().send(GrpcFixture.request("{\"name\":\"a\"}")).send(again);

        assertThat(call.read().getResults(0).getAccepted().getEvent().isEmpty()).isTrue();
        assertThat(call.read().getResults(0).getAccepted().getEvent().toStringUtf8())
                .contains("\"name\":\"b\"", "\"_at\":\"0:1\"");
    }

    @Test
    void givesEachEventOfAMessageItsOnceId() {
        PublishRequest request = GrpcFixture.request("{\"name\":\"a\"}", "{\"name\":\"b\"}").toBuilder()
                .setIdempotencyKey("k")
                .build();

        grpc.publish().send(request).read();

        assertThat(grpc.log.records("sensors.readings"))
                .extracting(event -> event.headers().get(Headers.ONCE))
                .containsExactly("k#1", "k#2");
    }

    @Test
    void endsACallThatNamesNoStreamOfALabAfterAnsweringWhatCameBefore() {
        Published call = grpc.publish()
                .send(GrpcFixture.request("{\"name\":\"a\"}"))
                .send(GrpcFixture.request("{\"name\":\"b\"}").toBuilder()
                        .setStream("writings")
                        .build());

        assertThat(call.read().getResults(0).hasAccepted()).isTrue();
        Status end = call.end();
        assertThat(end.getCode()).isEqualTo(Status.Code.NOT_FOUND);
        assertThat(end.getDescription()).contains("no stream \"writings\"", "readings");
    }

    @Test
    void saysOfOneEventThatItsStreamIsNotThere() {
        StatusRuntimeException nowhere = grpc.refusal(GrpcFixture.one("sensor", "readings", "{}"));

        assertThat(nowhere.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
        assertThat(nowhere.getStatus().getDescription()).contains("no lab \"sensor\"", "sensors");
    }

    @Test
    void refusesBytesThatAreNoRequestAndGoesOn() {
        byte[] half = GrpcFixture.one("sensors", "readings", "{\"name\":\"a\"}").toByteArray();
        byte[] notUtf8 = {0x0a, 2, (byte) 0xc3, 0x28}; // "lab" in two bytes that no UTF-8 has

        Status cut = grpc.raw("datalab.v1.Ingest/PublishOne", Arrays.copyOf(half, half.length - 3));
        Status name = grpc.raw("datalab.v1.Ingest/PublishOne", notUtf8);

        assertThat(List.of(cut, name)).allSatisfy(status -> {
            assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
            assertThat(status.getDescription()).startsWith("not a datalab.v1.PublishOneRequest: ");
        });
        assertThat(name.getDescription()).contains("UTF-8");
        assertThat(grpc.publishOne("{\"name\":\"a\"}").getOffset()).isZero();
    }

    @Test
    void refusesMessagesOfTooManyEvents() {
        String[] events = new String[PublishCall.EVENTS_MAX + 1];
        Arrays.fill(events, "{}");

        Status end = grpc.publish().send(GrpcFixture.request(events)).end();

        assertThat(end.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(grpc.rejects()).isEmpty();
    }

    @Test
    void refusesMessagesThatAreTooLarge() {
        String large = "x".repeat(GrpcIngest.MESSAGE_BYTES_MAX);

        Status end = grpc.publish().send(GrpcFixture.request(large)).end();

        assertThat(end.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(grpc.publishOne("{\"name\":\"a\"}").getOffset()).isZero();
    }

    @Test
    void tellsOfOneEventWhichFieldIsWrong() throws Exception {
        StatusRuntimeException refused = grpc.refusal(one("{\"name\":\"a\",\"value\":\"x\"}"));

        assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        BadRequest details = GrpcFixture.detail(refused, BadRequest.class);
        assertThat(details.getFieldViolations(0).getField()).isEqualTo("value");
        assertThat(details.getFieldViolations(0).getDescription())
                .isEqualTo("value is the string \"x\", expected a number");
        assertThat(grpc.rejects()).hasSize(1);
    }

    @Test
    void answersOneEventAsItIsKept() {
        Accepted accepted = grpc.publishOne("{\"name\":\"a\",\"value\":1.5}");

        assertThat(accepted.getEvent().toStringUtf8()).contains("\"value\":1.5", "\"_at\":\"0:0\"");
    }

    @Test
    void saysUnavailableAndWhenToRetryWhileTheLogIsAway() throws Exception {
        grpc.log.fail(true);

        StatusRuntimeException refused = grpc.refusal(one("{\"name\":\"a\"}"));

        assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(GrpcFixture.detail(refused, RetryInfo.class).getRetryDelay().getSeconds())
                .isEqualTo(2);
    }

    @Test
    void saysResourceExhaustedAndWhenToRetryWhileThereIsNoRoom() throws Exception {
        grpc.log.hold();
        String large = "{\"name\":\"a\",\"text\":\"" + "x".repeat(900_000) + "\"}";
        for (int i = 0; i < 9; i++) {
            grpc.publish().send(GrpcFixture.request(large));
        }
        await().until(() -> grpc.kept().size() == 9);

        StatusRuntimeException refused = grpc.refusal(one(large));

        assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(GrpcFixture.detail(refused, RetryInfo.class).getRetryDelay().getSeconds())
                .isEqualTo(2);
    }

    @Test
    void saysBusyOfEachEventThatIsNotTaken() {
        Published call = grpc.publish().send(GrpcFixture.request("{\"name\":\"a\"}"));
        assertThat(call.read().getResults(0).hasAccepted()).isTrue();

        grpc.log.fail(true);
        PublishResponse during = call.send(GrpcFixture.request("{\"name\":\"b\"}", "{\"name\":\"c\"}"))
                .read();
        grpc.log.fail(false);

        assertThat(during.getResultsList()).hasSize(2).allMatch(result -> result.hasBusy());
        assertThat(during.getResults(0).getBusy().getRetryAfterMs()).isEqualTo(2000);
        assertThat(call.send(GrpcFixture.request("{\"name\":\"b\"}"))
                        .read()
                        .getResults(0)
                        .hasAccepted())
                .isTrue();
    }

    @Test
    void endsWorkWhoseDeadlineHasPassed() {
        grpc.log.hold();

        assertThatThrownBy(() -> ClientCalls.blockingUnaryCall(
                        grpc.channel,
                        GrpcFixture.ONE,
                        CallOptions.DEFAULT.withDeadlineAfter(300, TimeUnit.MILLISECONDS),
                        one("{\"name\":\"a\"}")))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED));
        await().untilAsserted(() -> assertThat(grpc.in.calls()).isZero());
    }

    @Test
    void forgetsACallThatIsCancelledInTheMiddle() {
        grpc.log.hold();
        Published call = grpc.publish().send(GrpcFixture.request("{\"name\":\"a\"}"));
        await().until(() -> grpc.kept().size() == 1);

        call.cancel();

        await().untilAsserted(() -> assertThat(grpc.in.calls()).isZero());
        grpc.log.release();
        assertThat(grpc.publishOne("{\"name\":\"b\"}").getOffset()).isEqualTo(1);
    }

    @Test
    void takesNothingOfAMessageThatIsCutOff() throws IOException {
        PublishRequest large = GrpcFixture.request("{\"name\":\"a\",\"text\":\"" + "y".repeat(900_000) + "\"}");
        try (CutWire wire = new CutWire(grpc.port(), 50_000)) {
            ManagedChannel cut = NettyChannelBuilder.forAddress("127.0.0.1", wire.port())
                    .usePlaintext()
                    .build();

            Status end = new Published(cut.newCall(GrpcFixture.PUBLISH, CallOptions.DEFAULT))
                    .send(large)
                    .end();

            assertThat(end.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
            await().until(() -> grpc.in.calls() == 0 && grpc.in.waitingBytes() == 0);
            cut.shutdownNow();
        }
        assertThat(grpc.publishOne("{\"name\":\"b\"}").getOffset()).isZero();
        assertThat(grpc.rejects()).isEmpty();
    }

    @Test
    void readsNoMoreThanItAnswersWhileTheClientReadsNothing() {
        String event = "{\"name\":\"" + "x".repeat(90) + "\",\"text\":\"" + "y".repeat(9_000) + "\"}";
        PublishRequest request = GrpcFixture.request(event, event, event, event).toBuilder()
                .setReturnEvents(true)
                .build();
        Published call = grpc.publish();

        int sent = sendAll(call, request, 10_000);

        // What waits in the call, one that is being read, and what fits into the client's window.
        int bytesMax = OrderedReplies.WAITING_BYTES_MAX + 4 * GrpcFixture.WINDOW_BYTES;
        int messagesMax = 2 + bytesMax / request.getSerializedSize();
        assertThat(grpc.kept().size()).isLessThanOrEqualTo(4 * messagesMax);
        assertThat(sent).isLessThan(10_000);
        call.read(sent);
        assertThat(grpc.kept()).hasSize(4 * sent);
        assertThat(call.done().end().isOk()).isTrue();
    }

    @Test
    void readsOnlySoManyMessagesAheadHoweverSmallTheyAre() {
        grpc.log.hold();
        PublishRequest small = GrpcFixture.request("{\"name\":\"a\"}");
        Published call = grpc.publish();

        int sent = sendAll(call, small, 100_000);

        assertThat(sent).isGreaterThan(OrderedReplies.WAITING_MAX).isLessThan(100_000);
        assertThat(grpc.kept()).hasSize(OrderedReplies.WAITING_MAX);
        grpc.log.release();
        assertThat(call.read(sent)).hasSize(sent);
    }

    @Test
    void holdsAnEndlessWriterBackWhileTheLogHolds() {
        grpc.log.hold();
        PublishRequest request = GrpcFixture.request("{\"name\":\"a\",\"text\":\"" + "y".repeat(90_000) + "\"}");
        Published call = grpc.publish();

        int sent = sendAll(call, request, 10_000);

        assertThat(grpc.kept().size() * 90_000).isLessThanOrEqualTo(8 * 1024 * 1024);
        assertThat(sent).isLessThan(10_000);
        grpc.log.release();
        assertThat(call.read(sent)).hasSize(sent);
    }

    @Test
    void answersWhatHasComeWhenItIsStopped() throws Exception {
        grpc.log.hold();
        Published call = grpc.publish().send(GrpcFixture.request("{\"name\":\"a\"}"));
        await().until(() -> grpc.kept().size() == 1);

        grpc.stopServer();
        grpc.log.release();

        assertThat(call.read().getResults(0).hasAccepted()).isTrue();
        StatusRuntimeException end = call.failure();
        assertThat(end.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(GrpcFixture.detail(end, RetryInfo.class).getRetryDelay().getSeconds())
                .isEqualTo(2);
    }

    /** Sends as long as the server lets it; how often that was. */
    private static int sendAll(Published call, PublishRequest request, int atMost) {
        AtomicInteger sent = new AtomicInteger();
        await().pollInterval(Duration.ofMillis(2)).until(() -> sendMore(call, request, atMost, sent) > 0);
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .during(Duration.ofMillis(500))
                .until(() -> sendMore(call, request, atMost, sent) == 0);
        return sent.get();
    }

    private static int sendMore(Published call, PublishRequest request, int atMost, AtomicInteger sent) {
        int more = call.sendWhileReady(request, atMost - sent.get());
        sent.addAndGet(more);
        return more;
    }

    private static PublishOneRequest one(String event) {
        return GrpcFixture.one("sensors", "readings", event);
    }
}
