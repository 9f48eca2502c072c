package datalab.ingest.grpc;

import datalab.access.AccessDenied;
import datalab.access.Caller;
import datalab.access.grpc.CallerContext;
import datalab.access.grpc.GrpcGate;
import datalab.ingest.door.CancellableWait;
import datalab.ingest.door.InboundMessage;
import datalab.ingest.door.Ingest;
import datalab.ingest.door.IngestListener;
import datalab.ingest.door.IngestResult;
import datalab.ingest.door.IngestResult.Accepted;
import datalab.ingest.door.ReadBackResult;
import datalab.ingest.door.ReadBackWaiter;
import datalab.ingest.door.RejectedInput;
import datalab.ingest.door.SenderQuota;
import datalab.ingest.door.StreamBinding;
import datalab.lab.decode.DecodeResult.Refused;
import datalab.lab.event.Offsets;
import datalab.lab.event.Reject;
import datalab.lab.stream.EventStream;
import io.grpc.Context;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code Ingest} as used by one gRPC call: no wait lasts longer than the call, which can be
 * cancelled, or exceed its deadline, at any time. Thread-safe.
 */
final class CancellableIngest {
    private final Ingest ingest;
    private final CancellableWait wait;
    private final Caller sender = CallerContext.current();

    /** To be made in the call's context. */
    CancellableIngest(Ingest ingest) {
        this.ingest = ingest;
        this.wait = ingest.senderWait();
        Context.current().addListener(over -> wait.end(), Runnable::run);
    }

    /** Builds a response that says whether the event is visible; null if the call did not wait for that. */
    @FunctionalInterface
    interface Answering<R> {
        R answer(@Nullable Boolean visible);
    }

    /** Ends all waits of the call: messages without room are not taken, events not yet visible are reported as such. */
    void hurry() {
        wait.end();
    }

    /** Runs a task that must not run on the calling thread. */
    void run(Runnable task) {
        Thread.ofVirtual().name("grpc-answers").start(task);
    }

    /** Hands an event over, of which the bytes may be used again then; waits while there is no room. */
    void accept(GrpcStream target, byte[] bytes, int length, @Nullable String once, IngestListener listener) {
        InboundMessage message = new InboundMessage(binding(target), bytes, 0, length, GrpcIngest.SOURCE, now(), once);
        ingest.accept(message, wait, listener);
    }

    /** For the sender; throws UNAUTHENTICATED or PERMISSION_DENIED where they may send nothing to the stream's lab. */
    private StreamBinding binding(GrpcStream target) {
        try {
            return target.binding().of(sender);
        } catch (AccessDenied e) {
            throw GrpcGate.status(e).asRuntimeException();
        }
    }

    /** Hands over an invalid input; waits while there is no room. */
    void refuse(GrpcStream target, byte[] bytes, @Nullable String once, Refused why, IngestListener listener) {
        byte[] kept = Arrays.copyOf(bytes, Math.min(bytes.length, Reject.PAYLOAD_BYTES_MAX));
        StreamBinding binding = binding(target);
        IngestResult.Busy over = SenderQuota.take(binding, bytes.length);
        if (over != null) {
            listener.done(over);
            return;
        }
        EventStream stream = binding.stream();
        ingest.refuse(
                new RejectedInput(stream, kept, bytes.length, GrpcIngest.SOURCE, now(), once, why), wait, listener);
    }

    /**
     * Answers a call's only event: where the stream waits, once it can be read back or was found to repeat another, or when
     * that takes too long.
     */
    <R> void answer(GrpcStream target, Accepted event, boolean isOnce, PendingReply<R> reply, Answering<R> answering) {
        EventStream stream = target.binding().stream();
        if (!target.waits()) {
            answerAtOnce(target, event, reply, answering);
            return;
        }
        run(() -> {
            switch (readBack().await(stream, event, isOnce, wait)) {
                case ReadBackResult.Visible there -> reply.settle(() -> answering.answer(true));
                case ReadBackResult.NotYet later -> reply.settle(() -> answering.answer(false));
                case ReadBackResult.Repeat repeat -> reply.fail(IngestStatus.of(repeat, target));
            }
        });
    }

    private <R> void answerAtOnce(GrpcStream target, Accepted event, PendingReply<R> reply, Answering<R> answering) {
        EventStream stream = target.binding().stream();
        if (stream.unique().isEmpty()) {
            reply.settle(() -> answering.answer(null));
            return;
        }
        run(() -> readBack()
                .look(stream, event)
                .ifPresentOrElse(
                        repeat -> reply.fail(IngestStatus.of(repeat, target)),
                        () -> reply.settle(() -> answering.answer(null))));
    }

    /**
     * Answers a message among others: where the stream waits, once all of it can be read back, or when that takes too long.
     *
     * @param reached right after the last event of the message in each partition
     */
    <R> void answer(GrpcStream target, Supplier<Offsets> reached, PendingReply<R> reply, Answering<R> answering) {
        if (!target.waits()) {
            reply.settle(() -> answering.answer(null));
            return;
        }
        EventStream stream = target.binding().stream();
        run(() -> {
            boolean visible = readBack().await(stream, reached.get(), wait);
            reply.settle(() -> answering.answer(visible));
        });
    }

    private ReadBackWaiter readBack() {
        return ingest.readBack();
    }

    private Instant now() {
        return Instant.ofEpochMilli(ingest.clock().millis());
    }
}
