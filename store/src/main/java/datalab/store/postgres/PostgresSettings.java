package datalab.store.postgres;

import java.time.Duration;

/**
 * How to reach a PostgreSQL server, and what it may cost.
 *
 * @param url a JDBC URL, such as {@code jdbc:postgresql://127.0.0.1:15432/datalab}
 * @param password empty where the server asks for none
 * @param writeConnections the most connections that commits use; readers cannot take them away
 * @param readConnections the most connections that everything else uses
 * @param connectTimeout how long to wait for the server, or for a free connection
 * @param statementTimeout the longest a statement may run
 */
public record PostgresSettings(
        String url,
        String user,
        String password,
        int writeConnections,
        int readConnections,
        Duration connectTimeout,
        Duration statementTimeout) {

    public PostgresSettings {
        if (!url.startsWith("jdbc:postgresql:")) {
            throw new IllegalArgumentException("url must begin with jdbc:postgresql: but is " + url);
        }
        if (writeConnections < 1 || readConnections < 1) {
            throw new IllegalArgumentException(
                    "needs 1 connection or more, got " + writeConnections + " and " + readConnections);
        }
    }

    /** With the defaults for everything that is not an address. */
    public static PostgresSettings of(String url, String user, String password) {
        return new PostgresSettings(url, user, password, 4, 6, Duration.ofSeconds(5), Duration.ofSeconds(30));
    }

    /** Everything but the password. */
    @Override
    public String toString() {
        return "PostgresSettings[url=" + url + ", user=" + user + ", writeConnections=" + writeConnections
                + ", readConnections=" + readConnections + ", connectTimeout=" + connectTimeout
                + ", statementTimeout=" + statementTimeout + "]";
    }
}
