package datalab.http;

import java.io.IOException;

/** Thrown where a request's body cannot be had to its end. Its message is for the sender. */
public final class BodyAborted extends IOException {
    private final boolean late;

    private BodyAborted(String message, boolean late, Throwable cause) {
        super(message, cause);
        this.late = late;
    }

    /** The connection ended, or what came is not framed as HTTP has it: nothing more will come. */
    static BodyAborted cut(String message, Throwable cause) {
        return new BodyAborted(message, false, cause);
    }

    /** The body comes too slowly. */
    static BodyAborted late(String message, Throwable cause) {
        return new BodyAborted(message, true, cause);
    }

    public boolean isLate() {
        return late;
    }
}
