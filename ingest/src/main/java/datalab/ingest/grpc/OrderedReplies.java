package datalab.ingest.grpc;

import datalab.ingest.door.UnacknowledgedBytes;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * One call whose messages are answered in their order. It requests the next message only while few wait for their reply,
 * and sends an answer only while the client reads, so that neither a fast writer nor a slow reader fills the memory; both
 * are held back by HTTP/2's flow control.
 *
 * <p>Thread-safe. Every change wakes it, and one thread at a time then does the pending work.
 */
final class OrderedReplies<R> extends ServerCall.Listener<byte[]> {
    /** Messages of one call that wait for their answer, or whose answer waits for the client to read. */
    static final int WAITING_MAX = 1_000;

    /** One more message is read while those that wait hold less than this. */
    static final int WAITING_BYTES_MAX = 4 * 1024 * 1024;

    /** What it takes to keep track of a message, besides its own bytes. */
    static final int MESSAGE_BYTES = 1024;

    private final ServerCall<byte[], R> call;
    private final StreamingCall<R> taking;
    private final CancellableIngest caller;
    private final UnacknowledgedBytes unacknowledged;
    private final Consumer<OrderedReplies<?>> whenOver;
    private final Context context = Context.current();

    private final Queue<PendingReply<R>> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waitingCount = new AtomicInteger();
    private final AtomicLong waitingBytes = new AtomicLong();
    private final AtomicInteger wakes = new AtomicInteger();
    private volatile boolean reading;
    private volatile boolean anyCame;
    private volatile boolean noMore;
    private volatile boolean failing;
    private volatile boolean stopping;
    private volatile boolean gone;
    private volatile boolean closed;
    private boolean begun;

    /**
     * To be made in the call's context.
     *
     * @param unacknowledged of all calls
     * @param whenOver called when the call ends, for any reason
     */
    OrderedReplies(
            ServerCall<byte[], R> call,
            StreamingCall<R> taking,
            CancellableIngest caller,
            UnacknowledgedBytes unacknowledged,
            Consumer<OrderedReplies<?>> whenOver) {
        this.call = call;
        this.taking = taking;
        this.caller = caller;
        this.unacknowledged = unacknowledged;
        this.whenOver = whenOver;
    }

    /** Requests the first message. */
    void begin() {
        wakeHere();
    }

    /** Ends the call gracefully: received messages are answered, but nothing more is read. */
    void stop() {
        stopping = true;
        caller.hurry();
        wake();
    }

    @Override
    public void onMessage(byte[] message) {
        anyCame = true;
        PendingReply<R> reply = new PendingReply<>(message.length + MESSAGE_BYTES, this::isWanted, this::wake);
        waitingCount.incrementAndGet();
        waitingBytes.addAndGet(reply.bytes());
        unacknowledged.add(reply.bytes());
        waiting.add(reply);
        try {
            if (isWanted()) {
                taking.take(message, reply);
            }
        } catch (StatusRuntimeException e) {
            failing = true;
            reply.fail(e);
        }
        reading = false;
        wakeHere();
    }

    @Override
    public void onHalfClose() {
        noMore = true;
        wakeHere();
    }

    @Override
    public void onReady() {
        wakeHere();
    }

    @Override
    public void onCancel() {
        over();
    }

    @Override
    public void onComplete() {
        over();
    }

    private void over() {
        gone = true;
        whenOver.accept(this);
        wakeHere();
    }

    /** The context is cancelled before the listener is notified, which is not notified while it handles a message. */
    private boolean isWanted() {
        return !gone && !closed && !failing && !context.isCancelled();
    }

    private void wake() {
        if (wakes.getAndIncrement() == 0) {
            caller.run(this::rounds);
        }
    }

    private void wakeHere() {
        if (wakes.getAndIncrement() == 0) {
            rounds();
        }
    }

    private void rounds() {
        int seen;
        do {
            seen = wakes.get();
            round();
        } while (wakes.addAndGet(-seen) != 0);
    }

    private void round() {
        while (!gone && !closed && call.isReady()) {
            PendingReply<R> first = waiting.peek();
            if (first == null || !first.isSettled()) {
                break;
            }
            forget();
            send(first);
        }
        if (gone || closed) {
            while (!waiting.isEmpty()) {
                forget();
            }
        } else if (noMore && waiting.isEmpty()) {
            close(anyCame ? Status.OK : Status.INVALID_ARGUMENT.withDescription("no message came"), new Metadata());
        } else if (stopping && waiting.isEmpty()) {
            close(IngestStatus.stopping());
        } else if (mayRead()) {
            reading = true;
            call.request(1);
        }
    }

    private boolean mayRead() {
        boolean room = waitingCount.get() < WAITING_MAX && waitingBytes.get() < WAITING_BYTES_MAX;
        return !reading && !noMore && !failing && !stopping && room && (waiting.isEmpty() || !unacknowledged.isFull());
    }

    private void forget() {
        PendingReply<R> first = waiting.remove();
        waitingCount.decrementAndGet();
        waitingBytes.addAndGet(-first.bytes());
        unacknowledged.remove(first.bytes());
    }

    private void send(PendingReply<R> reply) {
        try {
            R answer = reply.get();
            if (!begun) {
                begun = true;
                call.sendHeaders(new Metadata());
            }
            call.sendMessage(answer);
        } catch (StatusRuntimeException e) {
            close(e);
        }
    }

    private void close(StatusRuntimeException why) {
        Metadata trailers = why.getTrailers();
        close(why.getStatus(), trailers == null ? new Metadata() : trailers);
    }

    private void close(Status status, Metadata trailers) {
        closed = true;
        if (status.isOk() && !begun) { // a stream without messages is fine
            call.sendHeaders(new Metadata());
        }
        call.close(status, trailers);
    }
}
