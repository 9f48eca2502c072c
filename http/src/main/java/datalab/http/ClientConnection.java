package datalab.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import datalab.lab.json.Problem;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * One connection, with two timeouts. One covers the whole request head: Jetty only limits idle time, which a head that is
 * sent byte by byte never reaches. The other runs while the client reads nothing of a pending response. With TLS its bytes are
 * encrypted ones, and the handshake counts as a head that begins with the connection. Thread-safe.
 */
final class ClientConnection extends SocketChannelEndPoint {
    private static final long IDLE = 0;
    private static final long ANSWERING = 1;
    /** More than what a client says of TLS when it closes a connection. */
    private static final int TLS_END_BYTES_MAX = 512;

    private final ReentrantLock reading = new ReentrantLock();

    /** The next bytes, read to see whether the client is there; guarded by {@link #reading}. */
    private final ByteBuffer ahead;

    /** Whether TLS is still being agreed on. */
    private volatile boolean handshaking;

    /** {@link #IDLE}, {@link #ANSWERING}, or when the head began, by {@link System#nanoTime}. */
    private final AtomicLong state = new AtomicLong(IDLE);

    /** Since when the client has read nothing of a pending response; {@link #IDLE} if none is pending. */
    private volatile long untaken = IDLE;

    /** How many bytes of the current response it has read. */
    private volatile long taken;

    ClientConnection(
            SocketChannel channel,
            ManagedSelector selector,
            SelectionKey key,
            Scheduler scheduler,
            boolean isEncrypted) {
        super(channel, selector, key, scheduler);
        this.ahead = ByteBuffer.allocate(isEncrypted ? TLS_END_BYTES_MAX : 1);
        this.handshaking = isEncrypted;
        if (isEncrypted) {
            state.set(now());
        }
    }

    static ClientConnection of(Request request) {
        return of(request.getConnectionMetaData().getConnection().getEndPoint());
    }

    /** The one below TLS, where there is any. */
    static ClientConnection of(EndPoint outer) {
        EndPoint endPoint = outer instanceof EndPoint.Wrapper wrapper ? wrapper.unwrap() : outer;
        if (endPoint instanceof ClientConnection connection) {
            return connection;
        }
        throw new IllegalStateException("a connection of another kind: " + endPoint);
    }

    /** TLS is agreed on; what comes now are requests. */
    void handshaken() {
        if (handshaking) {
            handshaking = false;
            state.set(IDLE);
        }
    }

    /** Called by the server for each read. */
    @Override
    public int fill(ByteBuffer buffer) throws IOException {
        int read = readAhead(buffer);
        if (read > 0) {
            begun();
        }
        return read;
    }

    /** The head of a request begins, unless it has already. */
    void begun() {
        state.compareAndSet(IDLE, now());
    }

    /** Called by the server for each write, by one thread at a time. */
    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate")
    public boolean flush(ByteBuffer... buffers) throws IOException {
        long before = BufferUtil.remaining(buffers);
        boolean all = super.flush(buffers);
        long some = before - BufferUtil.remaining(buffers);
        taken += some;
        if (all) {
            untaken = IDLE;
        } else if (some > 0 || untaken == IDLE) {
            untaken = now();
        }
        return all;
    }

    private int readAhead(ByteBuffer buffer) throws IOException {
        reading.lock();
        try {
            if (ahead.position() == 0) {
                return super.fill(buffer);
            }
            int moved = BufferUtil.append(buffer, ahead.flip());
            ahead.compact();
            return moved;
        } finally {
            reading.unlock();
        }
    }

    /**
     * Whether the client has closed its side, as far as is known now; to be asked while it waits for an answer. There is no other
     * way to see it than to read, so the first byte of a next request is kept for it; with TLS some more, as its end is said
     * first.
     */
    boolean hasLeft() {
        reading.lock();
        try {
            int read = 0;
            do {
                read = ahead.hasRemaining() ? getChannel().read(ahead) : 0;
            } while (read > 0);
            return read < 0;
        } catch (IOException e) {
            return true;
        } finally {
            reading.unlock();
        }
    }

    /** Stops the clock until the request is answered; false where it was too late. */
    boolean stop(Request request) {
        long idleMs = getIdleTimeout();
        if (state.getAndSet(ANSWERING) == ANSWERING) {
            return false;
        }
        taken = 0;
        Request.addCompletionListener(request, ignored -> {
            setIdleTimeout(idleMs);
            state.set(hasReadAhead(request) ? now() : IDLE);
        });
        return true;
    }

    /** How many bytes of the response the client has read so far. */
    long taken() {
        return taken;
    }

    /** Closes the connection of a client that has read nothing of a pending response for that long. */
    void endWhereUnread(Duration limit) {
        long since = untaken;
        if (since != IDLE && System.nanoTime() - since > limit.toNanos()) {
            cutOff();
        }
    }

    /** Closes the connection if no request is in progress and nothing was received for that long. */
    void endWhereIdle(Duration limit) {
        if ((handshaking || state.get() == IDLE) && getIdleFor() > limit.toMillis()) {
            close();
        }
    }

    /** Closes the connection and discards the pending output. */
    void cutOff() {
        try {
            getChannel().setOption(StandardSocketOptions.SO_LINGER, 0); // else the system keeps it for long
        } catch (IOException e) {
            // it has ended already
        }
        close();
    }

    /** Sends an error because the request head took too long, and closes the connection. */
    void endWhereLate(Duration limit) {
        long began = state.get();
        boolean isLate = began > ANSWERING && System.nanoTime() - began > limit.toNanos();
        if (isLate && state.compareAndSet(began, ANSWERING)) {
            sayLate(limit);
        }
    }

    private void sayLate(Duration limit) {
        if (handshaking) {
            close(); // there are no words that it would understand
        } else {
            EndPoint said = getConnection() instanceof SslConnection tls ? tls.getSslEndPoint() : this;
            said.write(Callback.from(said::close), ByteBuffer.wrap(timeout(limit)));
        }
    }

    /** Whether a part of the next request was received together with the answered one, so that no further read starts it. */
    private static boolean hasReadAhead(Request request) {
        return request.getConnectionMetaData() instanceof HttpConnection connection
                && !connection.isRequestBufferEmpty();
    }

    private static long now() {
        return Math.max(ANSWERING + 1, System.nanoTime());
    }

    private static byte[] timeout(Duration limit) {
        byte[] body = new Problem(
                        408,
                        "Request timeout",
                        "the head of the request did not come to its end within " + limit.toSeconds() + " s")
                .json();
        String head = "HTTP/1.1 408 Request Timeout\r\nContent-Type: " + Problem.CONTENT_TYPE + "\r\nContent-Length: "
                + body.length + "\r\nConnection: close\r\n\r\n";
        return (head + new String(body, UTF_8)).getBytes(UTF_8);
    }
}
