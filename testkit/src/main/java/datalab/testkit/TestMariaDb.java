package datalab.testkit;

import java.io.IOException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * An empty MariaDB database for each test class, in one real server that all classes of a JVM share. Register it as a static
 * field of a class that {@code @Needs(MARIADB)}.
 */
public final class TestMariaDb implements BeforeAllCallback, AfterAllCallback {
    private static final Namespace NAMESPACE = Namespace.create(TestMariaDb.class);

    private @Nullable MariaDbServer server;
    private String database = "";

    @Override
    public void beforeAll(ExtensionContext context) {
        server = context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(MariaDbServer.class, key -> create(), MariaDbServer.class);
        database = "test_" + UUID.randomUUID().toString().replace('-', '_');
        server.execute("", "create database " + database);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        server().execute("", "drop database " + database);
    }

    /** Closed by JUnit after the last test of the JVM. A test that kills it starts it again. */
    public MariaDbServer server() {
        if (server == null) {
            throw new IllegalStateException("no server yet: register TestMariaDb as a static field");
        }
        return server;
    }

    /** In this class's database. */
    public void execute(String sql) {
        server().execute(database, sql);
    }

    /** This class's own. */
    public String database() {
        return database;
    }

    /** The JDBC URL of this class's database for the driver of {@code mysql} or {@code mariadb}. */
    public String url(String driver) {
        return "jdbc:" + driver + "://127.0.0.1:" + server().port() + "/" + database;
    }

    private static MariaDbServer create() {
        try {
            return MariaDbServer.create();
        } catch (IOException e) {
            throw new IllegalStateException("no folder for a test server", e);
        }
    }
}
