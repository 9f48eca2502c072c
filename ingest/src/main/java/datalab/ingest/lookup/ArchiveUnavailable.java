package datalab.ingest.lookup;

/** The archive does not answer, or not in time. What was asked may be asked again. */
public final class ArchiveUnavailable extends RuntimeException {
    public ArchiveUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
