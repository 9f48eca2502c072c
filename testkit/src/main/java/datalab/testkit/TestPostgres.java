package datalab.testkit;

import datalab.postgres.PostgresSettings;
import datalab.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * An empty PostgreSQL database for each test class, in one real server that all classes of a JVM share. Register it as a
 * static field: {@code @RegisterExtension static final TestPostgres postgres = new TestPostgres();}
 */
public final class TestPostgres implements BeforeAllCallback, AfterAllCallback {
    private static final Namespace NAMESPACE = Namespace.create(TestPostgres.class);
    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    private @Nullable Server server;
    private String database = "";

    /** How to reach this class's database. */
    public PostgresSettings settings() {
        return settings(database);
    }

    @Override
    public void beforeAll(ExtensionContext context) throws SQLException {
        server = context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(Server.class, key -> Server.start(), Server.class);
        database = "test_" + UUID.randomUUID().toString().replace('-', '_');
        execute("create database " + database);
    }

    /** While PostgreSQL's own vacuuming is at work in a database, nobody may force it out; it goes by itself. */
    @Override
    public void afterAll(ExtensionContext context) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .ignoreExceptionsMatching(
                        e -> e instanceof SQLException sql && INSUFFICIENT_PRIVILEGE.equals(sql.getSQLState()))
                .until(() -> {
                    execute("drop database " + database + " with (force)");
                    return true;
                });
    }

    /** Where servers' programs are unpacked once for all tests of this machine. */
    public static Path binaries() {
        return Path.of(System.getProperty("java.io.tmpdir"), "datalab-postgres");
    }

    private PostgresSettings settings(String name) {
        if (server == null) {
            throw new IllegalStateException("no database yet: register TestPostgres as a static field");
        }
        PostgresSettings own = server.postgres().settings();
        return PostgresSettings.of(own.url().replaceFirst("/datalab$", "/" + name), own.user(), own.password());
    }

    private void execute(String sql) throws SQLException {
        PostgresSettings own = settings("datalab");
        try (Connection connection = DriverManager.getConnection(own.url(), own.user(), own.password());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Closed by JUnit after the last test of the JVM. */
    private record Server(EmbeddedPostgres postgres, Path folder) implements AutoCloseable {

        static Server start() {
            try {
                Path folder = Files.createTempDirectory("datalab-test-postgres");
                EmbeddedPostgres postgres = new EmbeddedPostgres(folder, binaries(), DataLabProcess.freePort());
                postgres.start();
                return new Server(postgres, folder).withoutFsync();
            } catch (IOException e) {
                throw new IllegalStateException("no folder for a test server", e);
            }
        }

        /** No test turns the machine off: a server that is killed keeps what it has handed to the operating system. */
        private Server withoutFsync() throws IOException {
            String password =
                    Files.readString(folder.resolve("superuser-password")).strip();
            String url = postgres.settings().url();
            try (Connection connection = DriverManager.getConnection(url, "postgres", password);
                    Statement statement = connection.createStatement()) {
                statement.execute("alter system set fsync = off");
                statement.execute("select pg_reload_conf()");
                return this;
            } catch (SQLException e) {
                throw new IllegalStateException("fsync was not turned off", e);
            }
        }

        @Override
        public void close() throws IOException {
            postgres.close();
            try (Stream<Path> paths = Files.walk(folder)) {
                for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(path);
                }
            }
        }
    }
}
