package datalab.ingest.grpc;

import io.grpc.StatusRuntimeException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The answer to one message of a call, once it is known. Thread-safe; settled once. */
final class PendingReply<R> {
    private final long bytes;
    private final BooleanSupplier wanted;
    private final Runnable whenSettled;
    private volatile @Nullable Supplier<R> answer;

    /**
     * An answer that is not known yet.
     *
     * @param bytes what the message holds until it is answered
     * @param whenSettled called on the thread that settles it; must not block
     */
    PendingReply(long bytes, BooleanSupplier wanted, Runnable whenSettled) {
        this.bytes = bytes;
        this.wanted = wanted;
        this.whenSettled = whenSettled;
    }

    long bytes() {
        return bytes;
    }

    /** False once the response can no longer be sent: work that has not started can be skipped. */
    boolean isWanted() {
        return wanted.getAsBoolean();
    }

    boolean isSettled() {
        return answer != null;
    }

    /** @param made called once, when it can be sent; may throw what ends the call */
    void settle(Supplier<R> made) {
        answer = made;
        whenSettled.run();
    }

    void fail(StatusRuntimeException why) {
        settle(() -> {
            throw why;
        });
    }

    R get() {
        Supplier<R> made = answer;
        if (made == null) {
            throw new IllegalStateException("the reply is not settled");
        }
        return made.get();
    }
}
