package datalab.access;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What somebody may do with a lab. */
public enum AccessRole {
    /** Ask for events, rows and everything else that is shown. */
    READ,
    /** Send events. */
    WRITE,
    /** Read, write and operate: retries, batches, models, tokens. */
    ADMIN;

    /** Whether who has this role may do what the other one allows. */
    public boolean includes(AccessRole other) {
        return this == ADMIN || this == other;
    }

    /** By its name as people write it. */
    public static Optional<AccessRole> of(String text) {
        return Arrays.stream(values())
                .filter(role -> role.toString().equals(text))
                .findFirst();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
