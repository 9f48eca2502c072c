package datalab.store.cache;

import java.time.Duration;
import java.util.Optional;

/**
 * Values by key that several processes share for a while. No call throws or takes longer than some tens of milliseconds, even
 * if the server fails or is slow; while the server is known to be unavailable, a call costs almost nothing.
 * Thread-safe.
 */
public interface SharedCache extends AutoCloseable {

    /** More bytes than this are not kept under a key. */
    int VALUE_BYTES_MAX = 4 << 20;

    /** Begins to connect, and goes on doing so until it is closed. Returns at once. */
    void start();

    /** What is kept under a key. */
    Lookup get(String key);

    /**
     * Keeps a value in place of the one before, if the server takes it. Does not wait for the server.
     *
     * @param kept how long; at least a millisecond
     */
    void put(String key, byte[] value, Duration kept);

    /** Forgets a value, if the server answers. Does not wait for the server. */
    void remove(String key);

    /**
     * Tries to be the one of all processes that does something.
     *
     * @param owner a text of the caller's own, by which {@link #release} knows what was claimed
     * @param expiry when the claim ends by itself, should its owner die
     */
    Claim claim(String key, String owner, Duration expiry);

    /** Ends a claim, unless it is another owner's meanwhile. Does not wait for the server. */
    void release(String key, String owner);

    /** Why it is no help now; empty while all is well. */
    Optional<String> trouble();

    @Override
    void close();

    /** What was found under a key. */
    sealed interface Lookup {

        /**
         * A value.
         *
         * @param left how long it is kept from now on
         */
        @SuppressWarnings("ArrayRecordComponent") // as it came, never compared
        record Kept(byte[] value, Duration left) implements Lookup {}

        /** Nothing, or something that was not put there by {@link #put}. */
        record Absent() implements Lookup {}

        /** The server did not answer. */
        record Away() implements Lookup {}
    }

    /** What became of a claim. */
    enum Claim {
        MINE,
        TAKEN,
        /** The server did not answer, or takes nothing. */
        AWAY
    }
}
