package datalab.out.jdbc;

import java.time.Duration;

/**
 * How long a server may take, and how long it may hear nothing.
 *
 * @param connect until a connection is there
 * @param lock until a lock is had that another session holds
 * @param answer until a statement is answered; longer than {@code lock}
 * @param idle after this time without a word of ours the server ends a transaction and gives its locks back
 */
record JdbcLimits(Duration connect, Duration lock, Duration answer, Duration idle) {
    static final JdbcLimits DEFAULT = new JdbcLimits(
            Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(20));

    /** After this time a connection is not used again: the server, or something in between, may be about to close it. */
    Duration reuse() {
        return idle.dividedBy(2);
    }
}
