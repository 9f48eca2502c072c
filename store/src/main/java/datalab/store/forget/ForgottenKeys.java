package datalab.store.forget;

import datalab.lab.event.Coordinate;
import datalab.lab.event.Offsets;
import datalab.store.key.Sha256;
import java.util.List;

/**
 * The keys of one stream that were forgotten, as salted digests: by these their events are passed over where the log is read
 * again. Immutable.
 */
public record ForgottenKeys(List<Forgotten> all) {
    public static final ForgottenKeys NONE = new ForgottenKeys(List.of());

    /**
     * One key.
     *
     * @param below the events before these offsets are not to come back
     */
    public record Forgotten(String salt, String digest, Offsets below) {}

    public ForgottenKeys {
        all = List.copyOf(all);
    }

    /** Whether the event of a key at this place is forgotten. */
    public boolean has(Object key, Coordinate at) {
        for (Forgotten one : all) {
            if (one.below.covers(at) && one.digest.equals(digest(one.salt, key))) {
                return true;
            }
        }
        return false;
    }

    /** In hexadecimal digits. */
    public static String digest(String salt, Object key) {
        return Sha256.of(salt + ":" + key);
    }
}
