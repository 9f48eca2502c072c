package datalab.out.jdbc;

import datalab.store.server.OutputServer;
import datalab.store.server.ServerSettings;
import datalab.store.server.ServerType;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.regex.Pattern;

/** Servers of {@code kind: jdbc}: MySQL, MariaDB or PostgreSQL, as the URL says. */
public final class JdbcServerType implements ServerType {
    private static final Pattern PASSWORD_IN_URL = Pattern.compile("(?i)//[^/?]*@|[?&]password=|password\\d?=");

    @Override
    public String kind() {
        return "jdbc";
    }

    @Override
    public String table() {
        return "table";
    }

    @Override
    public OutputServer configure(ServerSettings settings) {
        String url = settings.required("url", "a JDBC URL, such as jdbc:mysql://db.example.org/shop");
        String user = settings.required("user", "the name of a user of the server");
        String password = settings.secret("password").orElse("");
        Optional<SqlDialect> dialect = SqlDialect.of(url);
        if (!url.isEmpty()) {
            mistake(url, dialect.isPresent()).ifPresent(expected -> settings.refuse("url", expected));
        }
        return new JdbcServer(settings.name(), url, user, password, dialect.orElseGet(PostgresDialect::new));
    }

    private static Optional<String> mistake(String url, boolean isKnown) {
        if (!isKnown) {
            return Optional.of("a URL that begins with jdbc:mysql:, jdbc:mariadb: or jdbc:postgresql:");
        }
        if (PASSWORD_IN_URL.matcher(url).find()) {
            return Optional.of("a URL without user and password, which have settings of their own");
        }
        try {
            DriverManager.getDriver(url);
            return Optional.empty();
        } catch (SQLException e) {
            return Optional.of("a URL as its driver reads it, such as jdbc:postgresql://db.example.org/shop");
        }
    }
}
