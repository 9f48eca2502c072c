package datalab.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import datalab.lab.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * One connection, with a clock that runs from the first byte of a request's head to its last. Jetty bounds silences alone, and a
 * head that comes byte by byte has none. Thread-safe.
 */
final class HeadClock extends SocketChannelEndPoint {
    private static final long IDLE = 0;
    private static final long ANSWERING = 1;

    /** {@link #IDLE}, {@link #ANSWERING}, or when the head began, by {@link System#nanoTime}. */
    private final AtomicLong state = new AtomicLong(IDLE);

    HeadClock(SocketChannel channel, ManagedSelector selector, SelectionKey key, Scheduler scheduler) {
        super(channel, selector, key, scheduler);
    }

    static HeadClock of(Request request) {
        EndPoint endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
        if (endPoint instanceof HeadClock clock) {
            return clock;
        }
        throw new IllegalStateException("a connection of another kind: " + endPoint);
    }

    /** Called by the server for whatever it reads. */
    @Override
    public int fill(ByteBuffer buffer) throws IOException {
        int read = super.fill(buffer);
        if (read > 0) {
            state.compareAndSet(IDLE, Math.max(ANSWERING + 1, System.nanoTime()));
        }
        return read;
    }

    /** Stops the clock until the request is answered; false where it was too late. */
    boolean stop(Request request) {
        long idleMs = getIdleTimeout();
        if (state.getAndSet(ANSWERING) == ANSWERING) {
            return false;
        }
        Request.addCompletionListener(request, ignored -> {
            setIdleTimeout(idleMs);
            state.set(IDLE);
        });
        return true;
    }

    /** Tells a client that its head took too long, and ends the connection. */
    void endWhereLate(Duration patience) {
        long began = state.get();
        boolean isLate = began > ANSWERING && System.nanoTime() - began > patience.toNanos();
        if (isLate && state.compareAndSet(began, ANSWERING)) {
            write(Callback.from(this::close), ByteBuffer.wrap(timeout(patience)));
        }
    }

    private static byte[] timeout(Duration patience) {
        byte[] body = new Problem(
                        408,
                        "Request timeout",
                        "the head of the request did not come to its end within " + patience.toSeconds() + " s")
                .json();
        String head = "HTTP/1.1 408 Request Timeout\r\nContent-Type: " + Problem.CONTENT_TYPE + "\r\nContent-Length: "
                + body.length + "\r\nConnection: close\r\n\r\n";
        return (head + new String(body, UTF_8)).getBytes(UTF_8);
    }
}
