package datalab.ingest.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import datalab.ingest.SampleStreams;
import datalab.ingest.lookup.ArchiveLookup;
import io.grpc.CallOptions;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calls that wait for room much longer than their client does. */
class LeavingGrpcIT {
    private static final int HOLDERS = 9;
    /** Much sooner than the minute that a call may wait for room. */
    private static final Duration SOON = Duration.ofSeconds(20);

    private static final String LARGE = "{\"name\":\"a\",\"text\":\"" + "x".repeat(900_000) + "\"}";
    private final GrpcFixture grpc =
            new GrpcFixture(SampleStreams.sensors(), ArchiveLookup.NONE, Duration.ofMinutes(1));

    @BeforeEach
    void fillTheRoom() {
        grpc.log.hold();
        for (int i = 0; i < HOLDERS; i++) {
            grpc.publish().send(GrpcFixture.request(LARGE));
        }
        await().until(() -> grpc.kept().size() == HOLDERS);
    }

    @AfterEach
    void close() {
        grpc.close();
    }

    @Test
    void isGoneSoonAfterItsDeadline() {
        long begun = System.nanoTime();

        assertThatThrownBy(() -> ClientCalls.blockingUnaryCall(
                        grpc.channel,
                        GrpcFixture.ONE,
                        CallOptions.DEFAULT.withDeadlineAfter(500, TimeUnit.MILLISECONDS),
                        GrpcFixture.one("sensors", "readings", LARGE)))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED));

        soon().until(() -> grpc.in.calls() == HOLDERS);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isBetween(Duration.ofMillis(450), SOON);
        assertThatNothingIsHeldForIt();
    }

    @Test
    void isGoneSoonAfterItWasCancelled() {
        Published call = grpc.publish().send(GrpcFixture.request(LARGE, LARGE, LARGE));
        await().until(() -> grpc.in.calls() == HOLDERS + 1);

        call.cancel();

        soon().until(() -> grpc.in.calls() == HOLDERS);
        assertThatNothingIsHeldForIt();
    }

    @Test
    void isToldToComeAgainWhenDataLabStops() {
        Published call = grpc.publish().send(GrpcFixture.request(LARGE)); // waits for room
        await().until(() -> grpc.in.calls() == HOLDERS + 1);

        grpc.stopServer();

        assertThat(call.read().getResults(0).hasBusy()).isTrue();
        assertThat(call.end().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    }

    private void assertThatNothingIsHeldForIt() {
        grpc.log.release();
        await().until(() -> grpc.in.waitingBytes() == 0);
        grpc.publishOne(LARGE);
        assertThat(grpc.kept()).hasSize(HOLDERS + 1);
    }

    private static ConditionFactory soon() {
        return await().pollInterval(Duration.ofMillis(10));
    }
}
