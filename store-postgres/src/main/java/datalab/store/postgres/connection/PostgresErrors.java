package datalab.store.postgres.connection;

import datalab.store.result.StoreUnavailable;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Classifies database errors into transient failures and bugs. Classes and codes: PostgreSQL, Appendix A. */
public final class PostgresErrors {
    /**
     * Connection; authorization, as while a password is changed; no such database, as while one is restored; transaction
     * rollback; insufficient resources (disk, memory, connections); operator intervention.
     */
    private static final Set<String> PASSING_CLASSES = Set.of("08", "28", "3D", "40", "53", "57");

    /**
     * A standby after a failover; a session that was ended since it, or the server, stood still in the middle of a transaction; a
     * lock not had in time; an input or output error.
     */
    private static final Set<String> PASSING_CODES = Set.of("25006", "25P03", "25P04", "55P03", "58030");

    private PostgresErrors() {}

    /** The exception to throw for what went wrong while doing something, such as {@code commit sensors.readings/0}. */
    public static RuntimeException of(String what, Exception e) {
        SQLException sql = sqlOf(e);
        if (sql == null) {
            return e instanceof RuntimeException bug ? bug : new IllegalStateException(what + ": " + e.getMessage(), e);
        }
        if (passes(sql)) {
            return new StoreUnavailable(what + ": " + sql.getMessage(), e);
        }
        return new IllegalStateException(what + ": " + sql.getMessage() + " [" + sql.getSQLState() + "]", e);
    }

    static boolean passes(SQLException e) {
        String state = e.getSQLState();
        if (state == null) {
            return true; // not of the server: the pool waited in vain, was interrupted or is closed
        }
        return PASSING_CLASSES.contains(state.substring(0, 2)) || PASSING_CODES.contains(state);
    }

    public static boolean isState(Throwable e, String state) {
        SQLException sql = sqlOf(e);
        return sql != null && state.equals(sql.getSQLState());
    }

    /** The first SQLException among an exception's causes. */
    public static @Nullable SQLException sqlOf(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return sql;
            }
        }
        return null;
    }
}
