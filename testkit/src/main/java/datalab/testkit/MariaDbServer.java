package datalab.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A MariaDB of Debian's programs in a temporary folder. Whoever uses it has a driver of MariaDB's on the class path. It may be
 * killed and started again; what it committed is kept then.
 */
public final class MariaDbServer implements AutoCloseable {
    public static final String USER = "datalab";
    public static final String PASSWORD = "kept out of messages";
    private static final String OWNER = "mysql";
    private static final int TIMEOUT_SECONDS = 120;

    private final Path folder;
    private final int port;
    private @Nullable Process process;

    private MariaDbServer(Path folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    /** Whether the machine has one. */
    public static boolean isInstalled() {
        return InstalledPrograms.find("mariadbd").isPresent()
                && InstalledPrograms.find("mariadb-install-db").isPresent();
    }

    /** Makes one and starts it. */
    public static MariaDbServer create() throws IOException {
        MariaDbServer server =
                new MariaDbServer(Files.createTempDirectory("datalab-test-mariadb"), DataLabProcess.freePort());
        Files.writeString(
                server.folder.resolve("init.sql"),
                "create or replace user '" + USER + "'@'%' identified by '" + PASSWORD + "';\n"
                        + "grant all privileges on *.* to '" + USER + "'@'%' with grant option;\n");
        if (isRoot()) {
            server.run(List.of("chown", "-R", OWNER, server.folder.toString()));
        }
        server.run(server.command(
                "mariadb-install-db",
                "--auth-root-authentication-method=normal",
                "--skip-test-db",
                "--skip-name-resolve",
                "--innodb-flush-method=nosync"));
        server.start();
        return server;
    }

    /** Returns when it takes connections. */
    public void start() throws IOException {
        process = new ProcessBuilder(command(
                        "mariadbd",
                        "--port=" + port,
                        "--bind-address=127.0.0.1",
                        "--socket=" + folder.resolve("socket"),
                        "--pid-file=" + folder.resolve("pid"),
                        "--init-file=" + folder.resolve("init.sql"),
                        "--skip-name-resolve",
                        "--performance-schema=0",
                        "--innodb-flush-method=nosync",
                        "--innodb-flush-log-at-trx-commit=2",
                        "--innodb-buffer-pool-size=64M",
                        "--innodb-log-file-size=16M"))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
        try {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(TIMEOUT_SECONDS))
                    .pollInterval(Duration.ofMillis(50))
                    .ignoreExceptionsInstanceOf(SQLException.class)
                    .until(() -> {
                        connect("").close();
                        return true;
                    });
        } catch (ConditionTimeoutException e) {
            throw new IllegalStateException("MariaDB does not start: " + Files.readString(folder.resolve("log")), e);
        }
    }

    /** As a crash does. */
    public void kill() {
        end(true);
    }

    /** It answers nothing until it is thawed. */
    public void freeze() {
        signal("STOP");
    }

    public void thaw() {
        signal("CONT");
    }

    private void signal(String signal) {
        Process running = process;
        if (running == null) {
            throw new IllegalStateException("MariaDB does not run");
        }
        ProcessSignal.send(running, signal);
    }

    public int port() {
        return port;
    }

    /** By MariaDB's driver, as {@link #USER}, who may do everything. */
    public Connection connect(String database) throws SQLException {
        return DriverManager.getConnection("jdbc:mariadb://127.0.0.1:" + port + "/" + database, USER, PASSWORD);
    }

    public void execute(String database, String sql) {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    @Override
    public void close() throws IOException {
        end(false);
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    private void end(boolean atOnce) {
        Process running = process;
        process = null;
        if (running == null) {
            return;
        }
        try {
            if (!atOnce) {
                running.destroy();
            }
            if (atOnce || !running.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                running.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            running.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** It refuses to run as root. */
    private List<String> command(String program, String... options) {
        List<String> command = new ArrayList<>(List.of(
                InstalledPrograms.find(program)
                        .orElseThrow(() -> new IllegalStateException(
                                "no MariaDB on this machine; install mariadb-server, as .ci/run does"))
                        .toString(),
                "--no-defaults",
                "--datadir=" + folder.resolve("data")));
        if (isRoot()) {
            command.add("--user=" + OWNER);
        }
        command.addAll(List.of(options));
        return command;
    }

    private void run(List<String> command) throws IOException {
        Path output = Files.createTempFile("datalab-test-mariadb", ".out");
        Process program = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            if (!program.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS) || program.exitValue() != 0) {
                program.destroyForcibly();
                throw new IllegalStateException(command + " failed: " + Files.readString(output));
            }
        } catch (InterruptedException e) {
            program.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException(command + " was interrupted", e);
        } finally {
            Files.deleteIfExists(output);
        }
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }
}
