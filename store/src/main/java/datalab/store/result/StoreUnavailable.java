package datalab.store.result;

import datalab.runtime.Unavailable;
import org.jspecify.annotations.Nullable;

/** Thrown if the store's server does not respond, or not in time. The caller may retry. */
public final class StoreUnavailable extends Unavailable {
    private final boolean isOfArchive;

    public StoreUnavailable(String message, Throwable cause) {
        this(message, cause, false);
    }

    private StoreUnavailable(String message, @Nullable Throwable cause, boolean isOfArchive) {
        super(message, cause);
        this.isOfArchive = isOfArchive;
    }

    /** Of the server of an archive that is not the ledger's. */
    public static StoreUnavailable ofArchive(String message, @Nullable Throwable cause) {
        return new StoreUnavailable(message, cause, true);
    }

    /** Whether only the server of one archive is away: the ledger and all else may well answer. */
    public boolean isOfArchive() {
        return isOfArchive;
    }
}
