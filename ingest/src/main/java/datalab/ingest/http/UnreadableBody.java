package datalab.ingest.http;

import java.io.IOException;

/** Thrown where a request's body cannot be had to its end. The message is for the sender. */
final class UnreadableBody extends IOException {
    private final Kind kind;
    private final String detail;

    enum Kind {
        /** The connection ended, or the framing of the body is broken: nothing more will come. */
        CUT,
        /** The sender was silent for too long. */
        TIMED_OUT,
        /** What came is not what Content-Encoding says. */
        NOT_GZIP
    }

    UnreadableBody(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.detail = message;
    }

    Kind kind() {
        return kind;
    }

    String detail() {
        return detail;
    }
}
