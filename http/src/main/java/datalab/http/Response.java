package datalab.http;

import datalab.lab.json.Problem;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.Callback;

/**
 * The response to a client. Sending it is the last step: if the request's body was not read, the connection is closed after
 * the response, so that unread bytes are never parsed as a request. One thread uses it.
 */
public final class Response {
    private static final int NOT_MODIFIED = 304;
    private static final int BUFFER_BYTES = 8 * 1024;
    private static final String RETRY_AFTER_SECONDS = "1";
    private static final Problem CROWDED = new Problem(
            503, "Unavailable", "too much is waiting for clients that read slowly; ask again, or for fewer rows");

    private final org.eclipse.jetty.server.Response raw;
    private final Callback done;
    private final String base;
    private final BodyStream body;
    private final UnreadResponses unread;
    private boolean isBegun;
    private boolean isBrokenOff;
    private Runnable beforeAnswer = () -> {};

    /**
     * An answer that is not begun.
     *
     * @param done called when all is sent
     * @param base what the request has before its path
     */
    Response(
            org.eclipse.jetty.server.Response raw,
            Callback done,
            String base,
            BodyStream body,
            UnreadResponses unread) {
        this.raw = raw;
        this.done = done;
        this.base = base;
        this.body = body;
        this.unread = unread;
        raw.setStatus(200);
    }

    public int status() {
        return raw.getStatus();
    }

    public Response status(int status) {
        raw.setStatus(status);
        return this;
    }

    /** Sets a header, in place of one of the same name. A {@code Location} that is a path is one of this server. */
    public Response header(String name, String value) {
        boolean isPath = name.equalsIgnoreCase("Location") && value.startsWith("/");
        raw.getHeaders().put(name, isPath ? base + value : value);
        return this;
    }

    /** Adds a header line, beside others of the same name. */
    public Response add(String name, String value) {
        raw.getHeaders().add(name, value);
        return this;
    }

    /** The value of a header as it will be sent; empty where there is none. */
    Optional<String> header(String name) {
        return Optional.ofNullable(raw.getHeaders().get(name));
    }

    /** Lets the connection end with this answer. */
    public Response closing() {
        return header("Connection", "close");
    }

    /** Sends a status and headers without a body. */
    public void send() {
        send(new byte[0]);
    }

    /**
     * Sends a body, whose bytes are not copied; to HEAD only their number is sent. Where too much waits already for clients that
     * read slowly, a large one is not sent: the client is asked to retry.
     */
    public void send(byte[] bytes) {
        if (!unread.counts(bytes.length)) {
            send(bytes, done);
            return;
        }
        UnreadResponse answer = new UnreadResponse(ClientConnection.of(raw.getRequest()), bytes.length);
        if (unread.enter(answer)) {
            send(bytes, Callback.from(() -> unread.leave(answer), done));
        } else {
            raw.reset();
            header("Retry-After", RETRY_AFTER_SECONDS).send(CROWDED);
        }
    }

    /** What is done once before anything is sent, with the answer's status. */
    void beforeAnswer(Runnable action) {
        beforeAnswer = action;
    }

    private void begin() {
        isBegun = true;
        Runnable action = beforeAnswer;
        beforeAnswer = () -> {};
        action.run();
    }

    private void send(byte[] bytes, Callback sent) {
        begin();
        boolean whole = body.drainArrived();
        if (whole && status() == NOT_MODIFIED) {
            withoutLength();
        } else if (whole) {
            raw.write(true, ByteBuffer.wrap(bytes), sent);
        } else {
            close(bytes, sent);
        }
    }

    /** Answers HEAD where the body that GET has is of a length that is not known. */
    public void sendWithoutLength() {
        begin();
        if (!body.drainArrived()) {
            closing();
        }
        withoutLength();
    }

    /** For 304 a length would describe the 200 response; Jetty would send 0. */
    private void withoutLength() {
        raw.write(false, null, Callback.from(() -> raw.write(true, null, done), done::failed));
    }

    private void close(byte[] bytes, Callback sent) {
        closing();
        try (Blocker.Callback written = Blocker.callback()) {
            raw.write(true, ByteBuffer.wrap(bytes), written);
            written.block();
            body.drain();
            sent.succeeded();
        } catch (IOException e) {
            sent.failed(e);
        }
    }

    /** Says why there is no other answer. */
    public void send(Problem problem) {
        status(problem.status()).header("Content-Type", Problem.CONTENT_TYPE).header("Cache-Control", "no-store");
        send(problem.json());
    }

    /**
     * Streams a body of any length from a writer, as long as the client is connected. Where the writer fails, the connection is
     * reset, so that the client does not take what it has for all: also one that speaks HTTP/1.0, to which a closed connection
     * is the end of the body.
     *
     * @throws RuntimeException what the writer throws
     */
    public void stream(Writing writing) {
        begin();
        if (!body.drainArrived()) {
            closing();
        }
        OutputStream out = new BufferedOutputStream(Content.Sink.asOutputStream(raw), BUFFER_BYTES);
        try {
            writing.write(out);
            out.close(); // ends the body: only where it is whole
        } catch (IOException e) {
            breakOff(e); // the client has gone, or the writer has given up
            return;
        } catch (RuntimeException e) {
            breakOff(e);
            throw e;
        }
        done.succeeded();
    }

    private void breakOff(Exception why) {
        isBrokenOff = true;
        ClientConnection.of(raw.getRequest()).cutOff();
        done.failed(why);
    }

    /** Writes a body. */
    @FunctionalInterface
    public interface Writing {
        void write(OutputStream out) throws IOException;
    }

    /** Whether it is too late for another answer. */
    public boolean isBegun() {
        return isBegun;
    }

    /** Ends an answer that cannot be completed, and its connection. */
    void abort(Throwable why) {
        if (!isBrokenOff) {
            done.failed(why);
        }
    }
}
