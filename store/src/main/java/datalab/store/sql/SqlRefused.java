package datalab.store.sql;

import org.jspecify.annotations.Nullable;

/** Thrown where a question in SQL is not answered, for a reason that lies in the question. */
public final class SqlRefused extends RuntimeException {
    private final String code;
    private final @Nullable Integer position;
    private final @Nullable String hint;

    /**
     * A reason.
     *
     * @param message as the server says it
     * @param code the five characters by which SQL knows it
     * @param position in characters of the question, from 1; null where it is about all of it
     * @param hint what the server says beside it
     */
    public SqlRefused(String message, String code, @Nullable Integer position, @Nullable String hint) {
        super(message, null, false, false);
        this.code = code;
        this.position = position;
        this.hint = hint;
    }

    public String code() {
        return code;
    }

    public @Nullable Integer position() {
        return position;
    }

    public @Nullable String hint() {
        return hint;
    }
}
