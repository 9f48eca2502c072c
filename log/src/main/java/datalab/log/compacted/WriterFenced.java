package datalab.log.compacted;

/** Another writer with the same transactional id has been opened: this one must stop. */
public final class WriterFenced extends RuntimeException {
    WriterFenced(String transactionalId, Throwable cause) {
        super("another process writes as " + transactionalId, cause);
    }
}
