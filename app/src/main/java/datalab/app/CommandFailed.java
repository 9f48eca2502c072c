package datalab.app;

/** A command cannot do what was asked, for a reason that its user can act on. The message is all they see. */
public final class CommandFailed extends RuntimeException {
    private final String explanation;

    public CommandFailed(String message) {
        super(message);
        this.explanation = message;
    }

    public CommandFailed(String message, Throwable cause) {
        super(message, cause);
        this.explanation = message;
    }

    /** The message, which is never null; of several lines where there are several things to mend. */
    public String explanation() {
        return explanation;
    }
}
