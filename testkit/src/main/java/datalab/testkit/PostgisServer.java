package datalab.testkit;

import datalab.postgres.PostgresSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A PostgreSQL with PostGIS of its own, of the programs that Debian installs, in a temporary folder. Its superuser is
 * {@code postgres}. Where the machine has none, {@link #start} fails and says what to install.
 */
public final class PostgisServer implements AutoCloseable {
    private static final String OWNER = "postgres";
    private static final int TIMEOUT_SECONDS = 60;

    private final Path programs;
    private final Path folder;
    private final int port;

    private PostgisServer(Path programs, Path folder, int port) {
        this.programs = programs;
        this.folder = folder;
        this.port = port;
    }

    /** Whether the machine has one. */
    public static boolean isInstalled() {
        return programs().isPresent();
    }

    /** Starts one; {@code settings} are more of the server's own, such as {@code shared_buffers=1GB}. */
    public static PostgisServer start(String... settings) throws IOException {
        Path folder = Files.createTempDirectory("datalab-test-postgis");
        PostgisServer server = new PostgisServer(
                programs()
                        .orElseThrow(() -> new IllegalStateException(
                                "no PostGIS on this machine; install postgresql-15-postgis-3, as .ci/run does")),
                folder,
                DataLabProcess.freePort());
        if (isRoot()) {
            run(List.of("chown", OWNER, folder.toString()));
        }
        server.program("initdb", "-D", server.data(), "-U", OWNER, "-A", "trust", "-E", "UTF8", "--no-sync");
        StringBuilder options = new StringBuilder("-p " + server.port + " -c listen_addresses=127.0.0.1"
                + " -c unix_socket_directories='' -c fsync=off -c max_connections=50");
        for (String setting : settings) {
            options.append(" -c ").append(setting);
        }
        String log = folder.resolve("log").toString();
        server.program("pg_ctl", "start", "-w", "-D", server.data(), "-l", log, "-o", options.toString());
        return server;
    }

    /** As superuser, in a database that was made anew. */
    public PostgresSettings freshDatabase(String name) throws SQLException {
        PostgresSettings server = database(OWNER);
        try (Connection connection = DriverManager.getConnection(server.url(), OWNER, "");
                Statement statement = connection.createStatement()) {
            statement.execute("drop database if exists " + name);
            statement.execute("create database " + name);
        }
        return database(name);
    }

    /** What the server has logged. */
    public List<String> log() throws IOException {
        return Files.readAllLines(folder.resolve("log"));
    }

    @Override
    public void close() throws IOException {
        program("pg_ctl", "stop", "-w", "-m", "immediate", "-D", data());
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    private PostgresSettings database(String name) {
        return PostgresSettings.of("jdbc:postgresql://127.0.0.1:" + port + "/" + name, OWNER, "");
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    /** PostgreSQL refuses to run as root. */
    private void program(String name, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(isRoot() ? List.of("runuser", "-u", OWNER, "--") : List.of());
        command.add(programs.resolve(name).toString());
        command.addAll(List.of(arguments));
        run(command);
    }

    private static void run(List<String> command) throws IOException {
        Path output = Files.createTempFile("datalab-test-postgis", ".out");
        Process process = new ProcessBuilder(command)
                .directory(new java.io.File("/"))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IllegalStateException(command + " failed: " + Files.readString(output));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(command + " was interrupted", e);
        } finally {
            Files.deleteIfExists(output);
        }
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    /** Of the newest PostgreSQL that has PostGIS. */
    private static Optional<Path> programs() {
        Path versions = Path.of("/usr/share/postgresql");
        String[] names = versions.toFile().list();
        return Stream.of(names == null ? new String[0] : names)
                .map(versions::resolve)
                .filter(version -> Files.exists(version.resolve("extension/postgis.control")))
                .map(version -> Path.of("/usr/lib/postgresql/" + version.getFileName() + "/bin"))
                .max(Comparator.comparing(Path::toString));
    }
}
