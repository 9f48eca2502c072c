package datalab.store.result;

import datalab.runtime.Unavailable;
import org.jspecify.annotations.Nullable;

/** Thrown if the store's server does not respond, or not in time. The caller may retry. */
public final class StoreUnavailable extends Unavailable {
    private enum Of {
        LEDGER,
        ARCHIVE,
        MOVED_ARCHIVE
    }

    private final Of of;

    public StoreUnavailable(String message, Throwable cause) {
        this(message, cause, Of.LEDGER);
    }

    private StoreUnavailable(String message, @Nullable Throwable cause, Of of) {
        super(message, cause);
        this.of = of;
    }

    /** Of the server of an archive that is not the ledger's. */
    public static StoreUnavailable ofArchive(String message, @Nullable Throwable cause) {
        return new StoreUnavailable(message, cause, Of.ARCHIVE);
    }

    /** Of an archive that is not where this process looks for it, or is on its way to another server. */
    public static StoreUnavailable ofMovedArchive(String message) {
        return new StoreUnavailable(message, null, Of.MOVED_ARCHIVE);
    }

    /** Whether only the archive of one stream cannot be had: the ledger and all else may well answer. */
    public boolean isOfArchive() {
        return of != Of.LEDGER;
    }

    /** Whether that is because it is at another place. */
    public boolean isMoved() {
        return of == Of.MOVED_ARCHIVE;
    }

    /** The error message for clients. */
    public String publicText() {
        return switch (of) {
            case LEDGER -> "the store does not answer";
            case ARCHIVE -> "the archive of the stream does not answer";
            case MOVED_ARCHIVE -> String.valueOf(getMessage());
        };
    }
}
