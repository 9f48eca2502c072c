package datalab.process.publish;

/**
 * Follows events in steps, and notes in the ledger how far it is. Owned by one thread, but for {@link #behind}; any number of
 * processes may be at it: {@link #begin} first, and again after any exception.
 */
public interface EventFollower extends AutoCloseable {

    /** Takes the work over from another process. */
    void begin();

    /** Answers how much was done; -1 where there was nothing to do. */
    int step() throws InterruptedException;

    /** How many events are still to be followed. Thread-safe. */
    long behind();

    @Override
    void close();
}
