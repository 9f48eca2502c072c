package datalab.ingest.format;

/** Thrown if bytes cannot be split into events. The message is for the sender. */
public final class MalformedBody extends Exception {
    private final Kind kind;
    private final String detail;

    /** How far it was understood. */
    public enum Kind {
        /** The form itself is broken. */
        BROKEN,
        /** The form is right, but it is not for this stream. */
        WRONG_HEADER
    }

    public MalformedBody(Kind kind, String message) {
        super(message);
        this.kind = kind;
        this.detail = message;
    }

    public Kind kind() {
        return kind;
    }

    public String detail() {
        return detail;
    }
}
