package datalab.access;

import datalab.access.quota.ClientQuota;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who asks: a person or a program, as a way in has found out. Thread-safe.
 *
 * @param name such as {@code token 4fk2 (ci)} or {@code anonymous}
 * @param current whether what they have shown still holds: it may be revoked or expire at any time
 * @param quota what is left for them
 */
public record Caller(String name, List<Grant> grants, BooleanSupplier current, ClientQuota quota) {
    private static final String NOBODY = "anonymous";
    private static final String SOMEBODY = "anybody";

    /** Who asks where nobody has to log in. */
    public static final Caller ANYBODY = new Caller(SOMEBODY, List.of(Grant.inAll(AccessRole.ADMIN)), () -> true);

    public Caller {
        grants = List.copyOf(grants);
    }

    /** Somebody without a quota. */
    public Caller(String name, List<Grant> grants, BooleanSupplier current) {
        this(name, grants, current, ClientQuota.NONE);
    }

    /** The same within a quota. */
    Caller within(ClientQuota other) {
        return new Caller(name, grants, current, other);
    }

    /** Somebody who has shown nothing, and may read these labs. */
    static Caller anonymous(Set<String> labs) {
        List<Grant> grants =
                labs.stream().map(lab -> Grant.in(lab, AccessRole.READ)).toList();
        return new Caller(NOBODY, grants, () -> true);
    }

    public boolean isAnonymous() {
        return name.equals(NOBODY);
    }

    /** Whether they have shown who they are. */
    public boolean isKnown() {
        return !isAnonymous() && !name.equals(SOMEBODY);
    }

    /** Their name for the access log; null where nobody has to log in. */
    public @Nullable String logged() {
        return name.equals(SOMEBODY) ? null : name;
    }

    public boolean may(AccessRole role, String lab) {
        return isCurrent() && grants.stream().anyMatch(grant -> grant.allows(role, lab));
    }

    /** Whether they have some role in a lab. */
    public boolean mayAnything(String lab) {
        return Arrays.stream(AccessRole.values()).anyMatch(role -> may(role, lab));
    }

    /** Whether they may in some lab. */
    public boolean mayAnywhere(AccessRole role) {
        return isCurrent() && grants.stream().anyMatch(grant -> grant.role().includes(role));
    }

    public boolean mayInAll(AccessRole role) {
        return isCurrent()
                && grants.stream()
                        .anyMatch(grant -> grant.lab() == null && grant.role().includes(role));
    }

    /**
     * The keys under which they may send events to a lab; null for any.
     *
     * @throws AccessDenied where they may send none
     */
    public @Nullable Set<String> keys(String lab) {
        require(AccessRole.WRITE, lab);
        Set<String> keys = new HashSet<>();
        for (Grant grant : grants) {
            if (grant.allows(AccessRole.WRITE, lab)) {
                if (grant.key() == null) {
                    return null;
                }
                keys.add(grant.key());
            }
        }
        return keys;
    }

    /**
     * Sees that they may.
     *
     * @throws AccessDenied where they may not
     */
    public void require(AccessRole role, String lab) {
        requireCurrent();
        if (!may(role, lab)) {
            throw denied("lab " + lab + " asks for the role " + role);
        }
    }

    /**
     * Sees that they have some role in a lab.
     *
     * @throws AccessDenied where they have none
     */
    public void requireAny(String lab) {
        requireCurrent();
        if (!mayAnything(lab)) {
            throw denied("lab " + lab + " asks for a role in it");
        }
    }

    /**
     * Sees that they may in all labs.
     *
     * @throws AccessDenied where they may not
     */
    public void requireInAll(AccessRole role) {
        requireCurrent();
        if (!mayInAll(role)) {
            throw denied("this asks for the role " + role + " in all labs");
        }
    }

    /**
     * Sees that what they have shown still holds.
     *
     * @throws AccessDenied where it does not
     */
    public void requireCurrent() {
        if (!isCurrent()) {
            throw AccessDenied.unauthenticated("this token has expired or was revoked");
        }
    }

    /**
     * Sees that they have shown who they are.
     *
     * @throws AccessDenied where they have not
     */
    public void requireName() {
        requireCurrent();
        if (isAnonymous()) {
            throw AccessDenied.unauthenticated("this asks for a token");
        }
    }

    /**
     * Sees that they have a role in some lab.
     *
     * @throws AccessDenied where they have none
     */
    public void requireGrant() {
        requireCurrent();
        if (grants.isEmpty()) {
            throw denied("this asks for a role in some lab");
        }
    }

    public boolean isCurrent() {
        return current.getAsBoolean();
    }

    private AccessDenied denied(String why) {
        return isAnonymous()
                ? AccessDenied.unauthenticated(why + "; send a token that has it")
                : AccessDenied.forbidden(why + ", which " + name + " has not");
    }
}
