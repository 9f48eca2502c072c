package datalab.access;

import org.jspecify.annotations.Nullable;

/**
 * A role, and what it holds for.
 *
 * @param lab null for all labs
 * @param key the only key under which events may be sent; null for any
 */
public record Grant(
        AccessRole role, @Nullable String lab, @Nullable String key) {
    public Grant {
        if (key != null && role != AccessRole.WRITE) {
            throw new IllegalArgumentException("a key limits what is sent: expected the role write");
        }
    }

    public static Grant inAll(AccessRole role) {
        return new Grant(role, null, null);
    }

    public static Grant in(String lab, AccessRole role) {
        return new Grant(role, lab, null);
    }

    boolean allows(AccessRole wanted, String in) {
        return role.includes(wanted) && (lab == null || lab.equals(in));
    }

    /** As people read it: {@code write in sensors under sensor1}. */
    @Override
    public String toString() {
        return role + (lab == null ? " in all labs" : " in " + lab) + (key == null ? "" : " under " + key);
    }
}
