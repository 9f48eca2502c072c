package datalab.store.sql;

/** Thrown where this server lets DataLab make no login for questions in SQL; the message says why, and what to do. */
public final class SqlOff extends RuntimeException {
    public SqlOff(String message) {
        super(message);
    }
}
