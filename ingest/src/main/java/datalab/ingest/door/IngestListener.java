package datalab.ingest.door;

/** A callback for the result of one message; must not block. */
@FunctionalInterface
public interface IngestListener {
    void done(IngestResult result);

    /**
     * Asked before a refused message is kept by itself: whether the sender keeps it, together with others. If so,
     * {@link #done} is not called.
     */
    default boolean gathers(RejectedInput rejected) {
        return false;
    }
}
