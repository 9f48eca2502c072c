package datalab.ingest.door;

/** A callback for the result of one message; must not block. */
@FunctionalInterface
public interface IngestListener {
    void done(IngestResult result);

    /**
     * Called before a refused message is recorded individually: true if the caller records it together with others. If so,
     * {@link #done} is not called.
     */
    default boolean gathers(RejectedInput rejected) {
        return false;
    }
}
