package datalab.ingest.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.http.DirectHandler;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.ServerConnectionException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one connection as bytes, with bounds that Helidon lacks: on a chunk, which it reads as a whole into memory;
 * on the time the head of a request may take; and on the silence in the middle of a body. It knows the parts of a request by
 * how Helidon reads them. One thread uses it.
 */
final class RequestReader extends DataReader {
    /** Some clients send all of a body that they hold in memory as one chunk. */
    static final int CHUNK_BYTES_MAX = 16 * 1024 * 1024;

    /** Eight digits say how long the longest chunk is. */
    private static final int CHUNK_SIZE_CHARS_MAX = 256;

    private final @Nullable Socket socket;
    private final Duration patience;
    private Part part = Part.NONE;
    private long headBegunNanos;
    private int timeoutMs;

    /** What is being read. */
    private enum Part {
        /** Nothing: the sender may be silent between two requests; ending idle connections is up to the server. */
        NONE,
        HEAD,
        BODY
    }

    /**
     * Reads what another reader has.
     *
     * @param socket what that reader reads from; null where it is closed already
     * @param patience how long the head of a request may take, and a silence in the middle of its body
     */
    @SuppressWarnings("removal") // there is no other way yet to change how a reader reads
    RequestReader(DataReader from, @Nullable Socket socket, Duration patience) {
        super(() -> next(from));
        this.socket = socket;
        this.patience = patience;
    }

    /** Called for the first line of a request and for the value of each header. */
    @Override
    public int findNewLine(int max) {
        if (part != Part.HEAD) {
            part = Part.NONE;
            ensureAvailable();
            part = Part.HEAD;
            headBegunNanos = System.nanoTime();
        }
        return super.findNewLine(max);
    }

    /** Called before each header, to see whether the head ends. */
    @Override
    public boolean startsWithNewLine() {
        boolean end = super.startsWithNewLine();
        if (end) {
            part = Part.BODY;
        }
        return end;
    }

    /** Called for the size of a chunk. */
    @Override
    public String readLine() {
        int end = super.findNewLine(CHUNK_SIZE_CHARS_MAX);
        if (end == CHUNK_SIZE_CHARS_MAX) {
            throw refused(Status.BAD_REQUEST_400, "the size of a chunk is no number");
        }
        String line = readAsciiString(end);
        skip(2);
        return line;
    }

    /** Called for a chunk. */
    @Override
    public BufferData readBuffer(int length) {
        if (length > CHUNK_BYTES_MAX) {
            throw refused(
                    Status.REQUEST_ENTITY_TOO_LARGE_413,
                    "a chunk of the body has " + length + " bytes, the limit is " + CHUNK_BYTES_MAX);
        }
        return super.readBuffer(length);
    }

    /** Called wherever more bytes are needed. */
    @Override
    public void pullData() {
        setTimeout();
        try {
            super.pullData();
        } catch (ServerConnectionException e) {
            if (part == Part.HEAD && isTimeout(e)) {
                throw late();
            }
            throw e;
        }
    }

    /** Whether something failed because a sender was silent for too long. */
    static boolean isTimeout(@Nullable Throwable e) {
        return e != null && (e instanceof SocketTimeoutException || isTimeout(e.getCause()));
    }

    private void setTimeout() {
        long needed = switch (part) {
            case NONE -> 0; // for ever
            case HEAD -> patience.minusNanos(System.nanoTime() - headBegunNanos).toMillis();
            case BODY -> patience.toMillis();
        };
        if (part == Part.HEAD && needed <= 0) {
            throw late();
        }
        if (needed == timeoutMs || socket == null) {
            return;
        }
        try {
            socket.setSoTimeout((int) needed);
            timeoutMs = (int) needed;
        } catch (SocketException e) {
            throw new ServerConnectionException("closed", e);
        }
    }

    private RequestException late() {
        return refused(
                Status.REQUEST_TIMEOUT_408,
                "the head of the request did not come to its end within " + patience.toSeconds() + " s");
    }

    private static RequestException refused(Status status, String message) {
        return RequestException.builder()
                .type(DirectHandler.EventType.BAD_REQUEST)
                .status(status)
                .message(message)
                .safeMessage(true)
                .setKeepAlive(false)
                .build();
    }

    private static byte @Nullable [] next(DataReader from) {
        try {
            return from.readBuffer().readBytes();
        } catch (InsufficientDataAvailableException e) {
            return null; // the end
        }
    }
}
