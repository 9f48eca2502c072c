package datalab.http;

import datalab.http.HttpSettings.Patience;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request as it arrives. It fails only with {@link BodyAborted}, also if the sender is too slow. One
 * thread reads; any may {@link #cut}.
 */
public final class BodyStream extends InputStream {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final int WASTE_BYTES = 16 * 1024;

    /** How much of an unwanted body is read and discarded, and for how long. */
    private static final long DRAIN_BYTES_MAX = 64L * 1024 * 1024;

    private static final long DRAIN_NANOS_MAX = 5 * NANOS_PER_SECOND;

    private final Request request;
    private final EndPoint endPoint;
    private final Patience timeouts;
    private final Semaphore arrived = new Semaphore(0);
    private final AtomicBoolean cut = new AtomicBoolean();
    private Content.@Nullable Chunk chunk;
    private boolean ended;
    private volatile boolean waiting;
    private long bytes;
    private long waitedNanos;

    BodyStream(Request request, Patience timeouts) {
        this.request = request;
        this.endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
        this.timeouts = timeouts;
    }

    @Override
    public int read() throws BodyAborted {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws BodyAborted {
        if (length == 0) {
            return 0;
        }
        while (!ended) {
            Content.Chunk next = next();
            int read = Math.min(length, next.remaining());
            if (read > 0) {
                ByteBuffer from = next.getByteBuffer();
                from.get(into, offset, read);
                bytes += read;
            }
            if (!next.hasRemaining()) {
                ended = next.isLast();
                next.release();
                chunk = null;
            }
            if (read > 0) {
                return read;
            }
        }
        return -1;
    }

    /** Makes a waiting reader fail as if the sender had been too slow. */
    public void cut() {
        cut.set(true);
        if (waiting) {
            endPoint.setIdleTimeout(1);
        }
    }

    /** Whether it has been read to its end. */
    boolean hasEnded() {
        return ended;
    }

    /** Discards the bytes that have arrived; true if that was all of the body. */
    boolean drainArrived() {
        release();
        while (!ended) {
            Content.Chunk next = request.read();
            if (next == null || Content.Chunk.isFailure(next)) {
                return false;
            }
            ended = next.isLast();
            next.release();
        }
        return true;
    }

    /** Discards the rest, within limits of size and time, so that a client that still sends can receive the response. */
    void drain() {
        if (bytes == 0 && request.getHeaders().contains(HttpHeader.EXPECT)) {
            return; // it waits for a word that does not come
        }
        byte[] waste = new byte[WASTE_BYTES];
        long until = System.nanoTime() + DRAIN_NANOS_MAX;
        try {
            for (long left = DRAIN_BYTES_MAX; left > 0 && System.nanoTime() < until; ) {
                int read = read(waste, 0, waste.length);
                left = read < 0 ? 0 : left - read;
            }
        } catch (BodyAborted e) {
            ended = true; // nothing more of it will come
        }
    }

    /** Releases the unread bytes. */
    void release() {
        if (chunk != null) {
            ended = chunk.isLast();
            chunk.release();
            chunk = null;
        }
    }

    private Content.Chunk next() throws BodyAborted {
        while (chunk == null) {
            chunk = request.read();
            if (chunk == null) {
                await();
            }
        }
        if (Content.Chunk.isFailure(chunk)) {
            throw trouble(chunk.getFailure());
        }
        return chunk;
    }

    private void await() throws BodyAborted {
        long allowed = timeouts.silence().toNanos() + bytes * NANOS_PER_SECOND / timeouts.bodyBytesPerSecond();
        long left = Math.min(timeouts.silence().toNanos(), allowed - waitedNanos);
        if (left <= 0 || cut.get()) {
            throw late(new TimeoutException("too slow"));
        }
        endPoint.setIdleTimeout(Math.max(1, left / 1_000_000));
        long began = System.nanoTime();
        waiting = true;
        try {
            request.demand(arrived::release);
            arrived.acquireUninterruptibly(); // the end point's time-out ends it
        } finally {
            waiting = false;
            waitedNanos += System.nanoTime() - began;
        }
    }

    private BodyAborted trouble(Throwable why) {
        if (why instanceof TimeoutException) {
            return late(why);
        }
        String message = why instanceof IOException || why.getMessage() == null
                ? "the body ends before its end"
                : "the body cannot be read: " + why.getMessage();
        return BodyAborted.cut(message, why);
    }

    private BodyAborted late(Throwable why) {
        return BodyAborted.late(
                "the body came too slowly: " + bytes + " bytes in " + waitedNanos / NANOS_PER_SECOND + " s; expected "
                        + timeouts.bodyBytesPerSecond() + " bytes a second, and no silence of more than "
                        + timeouts.silence().toSeconds() + " s",
                why);
    }
}
