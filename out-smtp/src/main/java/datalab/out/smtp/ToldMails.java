package datalab.out.smtp;

import java.util.HashSet;
import java.util.Set;

/**
 * What the server has acknowledged of the step under way, so that one that is begun again tells nothing twice. A step of another
 * version begins where the one before it was written. Owned by one thread at a time.
 */
final class ToldMails {
    /** Ten times as many as a step has events; what is beyond would be told again. */
    private static final int MAILS_MAX = 100_000;

    private static final long NONE = -1;

    private final Set<String> told = new HashSet<>();
    private long version = NONE;

    /** Goes on with a step, or begins the next one. */
    void step(long now) {
        if (version != NONE && version != now) {
            told.clear();
        }
        version = now;
    }

    /** The step may come again, with another version. */
    void keep() {
        version = NONE;
    }

    boolean has(String digest, String address) {
        return told.contains(digest + " " + address);
    }

    void add(String digest, String address) {
        if (told.size() < MAILS_MAX) {
            told.add(digest + " " + address);
        }
    }
}
