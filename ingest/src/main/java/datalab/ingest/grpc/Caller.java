package datalab.ingest.grpc;

import datalab.ingest.Ingest;
import datalab.ingest.IngestListener;
import datalab.ingest.IngestResult.Accepted;
import datalab.ingest.Message;
import datalab.ingest.Patience;
import datalab.ingest.Refusal;
import datalab.ingest.Sight;
import datalab.ingest.Visibility;
import datalab.lab.decode.DecodeResult.Refused;
import datalab.lab.event.Reject;
import datalab.lab.stream.EventStream;
import io.grpc.Context;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The door as one call uses it: nothing waits any longer than somebody is there to hear the answer, for the call may be
 * cancelled, or its deadline pass, at any time. Thread-safe.
 */
final class Caller {
    private final Ingest ingest;
    private final Patience patience;

    /** To be made in the call's context. */
    Caller(Ingest ingest) {
        this.ingest = ingest;
        this.patience = ingest.patience();
        Context.current().addListener(over -> patience.end(), Runnable::run);
    }

    /** Makes an answer that says whether the event can be read back; null where nobody waited for that. */
    @FunctionalInterface
    interface Answering<R> {
        R answer(@Nullable Boolean visible);
    }

    /** Ends whatever the call waits for: what has no room yet is not taken, what is not visible yet is answered so. */
    void hurry() {
        patience.end();
    }

    /** Does something that must not be done on the thread that asks for it. */
    void run(Runnable task) {
        Thread.ofVirtual().name("grpc-answers").start(task);
    }

    /** Hands an event over, of which the bytes may be used again then; waits while there is no room. */
    void accept(Target target, byte[] bytes, int length, @Nullable String once, IngestListener listener) {
        Message message = new Message(target.intake(), bytes, 0, length, GrpcIngest.SOURCE, now(), once);
        ingest.accept(message, patience, listener);
    }

    /** Hands over what can be no event; waits while there is no room. */
    void refuse(Target target, byte[] bytes, @Nullable String once, Refused why, IngestListener listener) {
        byte[] kept = Arrays.copyOf(bytes, Math.min(bytes.length, Reject.PAYLOAD_BYTES_MAX));
        EventStream stream = target.intake().stream();
        ingest.refuse(new Refusal(stream, kept, bytes.length, GrpcIngest.SOURCE, now(), once, why), patience, listener);
    }

    /**
     * Answers a call's only event: where the stream waits, once it can be read back or was found to repeat another, or when
     * that takes too long.
     */
    <R> void answer(Target target, Accepted event, boolean isOnce, Reply<R> reply, Answering<R> answering) {
        EventStream stream = target.intake().stream();
        if (!target.waits()) {
            answerAtOnce(target, event, reply, answering);
            return;
        }
        run(() -> {
            switch (visibility().await(stream, event, isOnce, patience)) {
                case Sight.Visible there -> reply.settle(() -> answering.answer(true));
                case Sight.NotYet later -> reply.settle(() -> answering.answer(false));
                case Sight.Repeat repeat -> reply.fail(Failures.of(repeat, target));
            }
        });
    }

    private <R> void answerAtOnce(Target target, Accepted event, Reply<R> reply, Answering<R> answering) {
        EventStream stream = target.intake().stream();
        if (stream.unique().isEmpty()) {
            reply.settle(() -> answering.answer(null));
            return;
        }
        run(() -> visibility()
                .look(stream, event)
                .ifPresentOrElse(
                        repeat -> reply.fail(Failures.of(repeat, target)),
                        () -> reply.settle(() -> answering.answer(null))));
    }

    /**
     * Answers a message among others: where the stream waits, once all of it can be read back, or when that takes too long.
     *
     * @param reached the last offset of each partition that an event of the message has taken
     */
    <R> void answer(Target target, Supplier<Map<Integer, Long>> reached, Reply<R> reply, Answering<R> answering) {
        if (!target.waits()) {
            reply.settle(() -> answering.answer(null));
            return;
        }
        EventStream stream = target.intake().stream();
        run(() -> {
            boolean visible = visibility().await(stream, reached.get(), patience);
            reply.settle(() -> answering.answer(visible));
        });
    }

    private Visibility visibility() {
        return ingest.visibility();
    }

    private Instant now() {
        return Instant.ofEpochMilli(ingest.clock().millis());
    }
}
