package datalab.postgres;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The connection settings of a PostgreSQL server and the limits on its use.
 *
 * @param url a JDBC URL, such as {@code jdbc:postgresql://127.0.0.1:15432/datalab}; a user and a password before the host, as
 *     URLs for psql have them and JDBC's do not, count as those
 * @param password empty if the server requires none
 * @param writeConnections the most connections that commits use; readers cannot take them away
 * @param readConnections the most connections that everything else uses
 * @param connectTimeout how long to wait for the server, or for a free connection
 * @param statementTimeout the longest a statement may run
 * @param questionTimeout the longest a statement may run that answers a reader's question
 */
public record PostgresSettings(
        String url,
        String user,
        String password,
        int writeConnections,
        int readConnections,
        Duration connectTimeout,
        Duration statementTimeout,
        Duration questionTimeout) {

    private static final Pattern USER_IN_URL =
            Pattern.compile("(?<before>jdbc:postgresql://)(?<user>[^/?#:@]*)(:(?<password>[^/?#]*))?@(?<after>.*)");

    public PostgresSettings {
        if (!url.startsWith("jdbc:postgresql:")) {
            throw new IllegalArgumentException(
                    "url must begin with jdbc:postgresql: but begins with " + url.replaceFirst("(?s):.*", ":"));
        }
        Matcher named = USER_IN_URL.matcher(url);
        if (named.matches()) {
            url = named.group("before") + named.group("after");
            user = decoded(named.group("user"));
            password = named.group("password") == null ? password : decoded(named.group("password"));
        }
        if (writeConnections < 1 || readConnections < 1) {
            throw new IllegalArgumentException(
                    "needs 1 connection or more, got " + writeConnections + " and " + readConnections);
        }
    }

    /** With the defaults for everything that is not an address. */
    public static PostgresSettings of(String url, String user, String password) {
        Duration statement = Duration.ofSeconds(30);
        return new PostgresSettings(url, user, password, 4, 6, Duration.ofSeconds(5), statement, statement);
    }

    /** The URL without its parameters, which may be secrets. */
    public String address() {
        return url.replaceFirst("\\?.*", "");
    }

    /** Everything but the password. */
    @Override
    public String toString() {
        return "PostgresSettings[url=" + address() + ", user=" + user + ", writeConnections=" + writeConnections
                + ", readConnections=" + readConnections + ", connectTimeout=" + connectTimeout
                + ", statementTimeout=" + statementTimeout + "]";
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
