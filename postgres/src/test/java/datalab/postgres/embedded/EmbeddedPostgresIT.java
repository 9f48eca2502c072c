package datalab.postgres.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import datalab.postgres.PostgresSettings;
import datalab.runtime.FolderInUse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedPostgresIT {
    private static final Path BINARIES = Path.of(System.getProperty("java.io.tmpdir"), "datalab-postgres");

    @TempDir
    Path folder;

    @Test
    void keepsDataBetweenStarts() throws Exception {
        int port = freePort();
        try (EmbeddedPostgres postgres = new EmbeddedPostgres(folder, BINARIES, port)) {
            postgres.start();
            execute(postgres, "create schema kept; create table kept.t (x int); insert into kept.t values (42)");
        }

        try (EmbeddedPostgres again = new EmbeddedPostgres(folder, BINARIES, port)) {
            again.start();

            assertThat(query(again, "select x from kept.t")).isEqualTo("42");
        }
    }

    @Test
    void takesOnlyWhoKnowsThePassword() throws Exception {
        try (EmbeddedPostgres postgres = new EmbeddedPostgres(folder, BINARIES, freePort())) {
            postgres.start();
            PostgresSettings own = postgres.settings();

            assertThat(query(postgres, "select current_user")).isEqualTo("datalab");
            for (String wrong : List.of("", "datalab", own.password() + "x")) {
                assertThatThrownBy(() -> DriverManager.getConnection(own.url(), own.user(), wrong))
                        .isInstanceOf(SQLException.class);
            }
            assertThat(Files.readString(postgres.passwordFile()))
                    .contains("localhost:*:*:datalab:" + own.password() + "\n");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(postgres.passwordFile())))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void givesTheRoleOfAFolderOfBeforeAPassword() throws Exception {
        int port = freePort();
        try (EmbeddedPostgres before = new EmbeddedPostgres(folder, BINARIES, port)) {
            before.start();
            execute(before, "create schema kept; alter role datalab password null");
        }
        Files.delete(folder.resolve("password"));

        try (EmbeddedPostgres now = new EmbeddedPostgres(folder, BINARIES, port)) {
            now.start();

            assertThat(query(now, "select count(*) from pg_namespace where nspname = 'kept'"))
                    .isEqualTo("1");
        }
    }

    @Test
    void givesItsEverydayRoleNoMoreThanItNeeds() throws Exception {
        try (EmbeddedPostgres postgres = new EmbeddedPostgres(folder, BINARIES, freePort())) {
            postgres.start();

            assertThat(query(postgres, "select rolsuper from pg_roles where rolname = current_user"))
                    .isEqualTo("f");
            assertThat(query(postgres, "show listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(query(postgres, "show fsync")).isEqualTo("on");
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(folder.resolve("superuser-password"))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void refusesATakenPort() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                EmbeddedPostgres postgres = new EmbeddedPostgres(folder, BINARIES, other.getLocalPort())) {

            assertThatThrownBy(postgres::start)
                    .isInstanceOf(PostgresPortTaken.class)
                    .hasMessageContaining("" + other.getLocalPort());
        }
    }

    @Test
    void refusesAFolderThatAnotherUses() throws Exception {
        try (EmbeddedPostgres first = new EmbeddedPostgres(folder, BINARIES, freePort());
                EmbeddedPostgres second = new EmbeddedPostgres(folder, BINARIES, freePort())) {
            first.start();

            assertThatThrownBy(second::start).isInstanceOf(FolderInUse.class).hasMessageContaining(folder.toString());
            assertThat(query(first, "select 1")).isEqualTo("1");
        }
    }

    /** As when DataLab is killed with SIGKILL: its server lives on, the lock is free. */
    @Test
    void takesOverFromAServerThatWasLeftBehind() throws Exception {
        int port = freePort();
        Process killed = startInAnotherProcess(port);
        long orphan = Postmaster.of(folder.resolve("data")).orElseThrow().pid();
        killed.destroyForcibly().waitFor(10, TimeUnit.SECONDS);

        try (EmbeddedPostgres next = new EmbeddedPostgres(folder, BINARIES, port)) {
            next.start();

            assertThat(query(next, "select 1")).isEqualTo("1");
            assertThat(Postmaster.of(folder.resolve("data")).orElseThrow().pid())
                    .isNotEqualTo(orphan);
        }
    }

    @Test
    void startsAServerAgainThatWasKilled() throws Exception {
        try (EmbeddedPostgres postgres = new EmbeddedPostgres(folder, BINARIES, freePort())) {
            postgres.start();
            execute(postgres, "create schema kept; create table kept.t (x int); insert into kept.t values (42)");

            Postmaster.of(folder.resolve("data")).orElseThrow().destroyForcibly();

            Awaitility.await()
                    .ignoreExceptions()
                    .until(() -> query(postgres, "select x from kept.t").equals("42"));
        }
    }

    @Test
    void startsOverAPidFileThatNamesAStranger() throws Exception {
        int port = freePort();
        try (EmbeddedPostgres postgres = new EmbeddedPostgres(folder, BINARIES, port)) {
            postgres.start();
        }
        Files.writeString(
                folder.resolve("data/postmaster.pid"),
                ProcessHandle.current().pid() + "\n" + folder.resolve("data") + "\n1\n" + port + "\n\n127.0.0.1\n");

        try (EmbeddedPostgres next = new EmbeddedPostgres(folder, BINARIES, port)) {
            next.start();

            assertThat(query(next, "select 1")).isEqualTo("1");
        }
    }

    /** As in a container whose root may not make user namespaces. */
    @Test
    void runsAsNobodyWhereItRanAsNobodyBefore() throws Exception {
        assumeThat(System.getProperty("user.name")).isEqualTo("root");
        Files.setAttribute(folder, "unix:uid", 65_534);
        int port = freePort();
        try (EmbeddedPostgres postgres = new EmbeddedPostgres(folder, BINARIES, port)) {
            postgres.start();
            assertThat(Postmaster.of(folder.resolve("data"))
                            .orElseThrow()
                            .info()
                            .user())
                    .hasValue("nobody");
        }

        try (EmbeddedPostgres again = new EmbeddedPostgres(folder, BINARIES, port)) {
            again.start();

            assertThat(query(again, "select 1")).isEqualTo("1");
        }
    }

    @Test
    void saysWhoseDataItCannotRead() throws Exception {
        Files.createDirectories(folder.resolve("data"));
        Files.writeString(folder.resolve("data/PG_VERSION"), "17\n");

        try (EmbeddedPostgres postgres = new EmbeddedPostgres(folder, BINARIES, freePort())) {
            assertThatThrownBy(postgres::start).hasMessageContaining("PostgreSQL 17");
        }
    }

    private Process startInAnotherProcess(int port) throws IOException {
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        StartAndWait.class.getName(),
                        folder.toString(),
                        BINARIES.toString(),
                        "" + port)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String firstLine = process.inputReader().readLine();
        assertThat(firstLine).isEqualTo("started");
        return process;
    }

    private static void execute(EmbeddedPostgres postgres, String sql) throws SQLException {
        try (Connection connection = connect(postgres);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String query(EmbeddedPostgres postgres, String sql) throws SQLException {
        try (Connection connection = connect(postgres);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static Connection connect(EmbeddedPostgres postgres) throws SQLException {
        PostgresSettings own = postgres.settings();
        return DriverManager.getConnection(own.url(), own.user(), own.password());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
