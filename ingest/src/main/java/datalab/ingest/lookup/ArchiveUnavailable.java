package datalab.ingest.lookup;

/** The archive does not answer, or not in time. The caller may retry. */
public final class ArchiveUnavailable extends RuntimeException {
    public ArchiveUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
