package datalab.access;

/** Why somebody may not do what they ask for. About the request, not this program: it has no stack trace. */
public final class AccessDenied extends RuntimeException {
    private final Reason reason;

    public enum Reason {
        /** Nobody is known by what was shown. */
        UNAUTHENTICATED,
        /** Who asks is known, and may not. */
        FORBIDDEN,
        /** Who asks cannot be found out now. */
        UNAVAILABLE
    }

    private AccessDenied(Reason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    public static AccessDenied unauthenticated(String why) {
        return new AccessDenied(Reason.UNAUTHENTICATED, why);
    }

    public static AccessDenied forbidden(String why) {
        return new AccessDenied(Reason.FORBIDDEN, why);
    }

    public static AccessDenied unavailable(String why) {
        return new AccessDenied(Reason.UNAVAILABLE, why);
    }

    public Reason reason() {
        return reason;
    }

    /** In words for who asked. */
    public String detail() {
        return String.valueOf(getMessage());
    }
}
