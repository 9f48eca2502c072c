package datalab.http;

import datalab.access.AccessRole;
import datalab.access.Caller;
import org.jspecify.annotations.Nullable;

/**
 * What an endpoint asks of its callers. Every endpoint has one.
 *
 * @param role null where there is none to have
 * @param lab in which to have it; null for the lab that the path names
 */
public record Permission(
        Kind kind, @Nullable AccessRole role, @Nullable String lab) {
    /** For everybody: nothing of a lab is in it. */
    public static final Permission PUBLIC = new Permission(Kind.PUBLIC, null, null);

    /** For everybody who has shown who they are. */
    public static final Permission NAMED = new Permission(Kind.NAMED, null, null);

    /** For everybody who has a role in some lab; the answer is about those labs. */
    public static final Permission SOME_LAB = new Permission(Kind.SOME_LAB, null, null);

    private static final String LAB = "lab";

    /** For everybody who has some role in the lab that the path names: how it is made, and how far it is. */
    public static final Permission SOME_ROLE = new Permission(Kind.SOME_ROLE, null, null);

    /** How a caller is looked at. */
    public enum Kind {
        PUBLIC,
        NAMED,
        SOME_LAB,
        SOME_ROLE,
        IN_LAB,
        IN_ALL_LABS
    }

    /** In the lab that the path names as {@code {lab}}. */
    public static Permission to(AccessRole role) {
        return new Permission(Kind.IN_LAB, role, null);
    }

    public static Permission to(AccessRole role, String lab) {
        return new Permission(Kind.IN_LAB, role, lab);
    }

    public static Permission inAllLabs(AccessRole role) {
        return new Permission(Kind.IN_ALL_LABS, role, null);
    }

    /** Whether it is about data alone: to ask for them, or to send some. */
    boolean isOfData() {
        return role == AccessRole.READ || role == AccessRole.WRITE;
    }

    /** Whether it is data that are asked for. */
    boolean isQuestion() {
        return role == AccessRole.READ;
    }

    /** @throws datalab.access.AccessDenied where the caller may not ask for this */
    void require(Caller caller, Request request) {
        switch (kind) {
            case PUBLIC -> {}
            case NAMED -> caller.requireName();
            case SOME_LAB -> caller.requireGrant();
            case SOME_ROLE -> caller.requireAny(request.parameter(LAB));
            case IN_LAB -> caller.require(wanted(), lab == null ? request.parameter(LAB) : lab);
            case IN_ALL_LABS -> caller.requireInAll(wanted());
        }
    }

    private AccessRole wanted() {
        if (role == null) {
            throw new IllegalStateException(kind + " has no role");
        }
        return role;
    }
}
