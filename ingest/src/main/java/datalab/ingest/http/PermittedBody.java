package datalab.ingest.http;

import datalab.http.BodyStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * A body in one of the {@link BodyPermits}, which it leaves at its end. It measures how long its slot has waited for bytes.
 * One thread reads it.
 */
@SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes, others read
final class PermittedBody extends InputStream {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final long NOT_WAITING = Long.MIN_VALUE;

    private final BodyStream body;
    private final BodyPermits permits;
    private volatile long waitingSince = NOT_WAITING;
    private volatile long waitedNanos;
    private volatile long bytes;
    private volatile boolean isCut;

    PermittedBody(BodyStream body, BodyPermits permits) {
        this.body = body;
        this.permits = permits;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        long began = System.nanoTime();
        waitingSince = began;
        int read = -1;
        try {
            read = body.read(into, offset, length);
            bytes += Math.max(0, read);
            return read;
        } finally {
            if (read < 0) {
                permits.leave(this); // nothing more comes; its events may still wait for the log
            }
            waitingSince = NOT_WAITING;
            waitedNanos += System.nanoTime() - began;
        }
    }

    boolean isWaiting() {
        return waitingSince != NOT_WAITING && !isCut;
    }

    /** How long in all, with the wait that goes on. */
    Duration waited() {
        long since = waitingSince;
        long now = since == NOT_WAITING ? 0 : System.nanoTime() - since;
        return Duration.ofNanos(waitedNanos + now);
    }

    double bytesPerSecond() {
        return bytes / (waited().toNanos() / NANOS_PER_SECOND);
    }

    /** Revokes the slot: the reader fails because the sender was too slow. */
    void cut() {
        isCut = true;
        body.cut();
    }
}
