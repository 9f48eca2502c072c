package datalab.postgres.embedded;

import datalab.postgres.PostgresSettings;
import datalab.runtime.Backoff;
import datalab.runtime.CircuitBreaker;
import datalab.runtime.FolderInUse;
import datalab.runtime.FolderLock;
import datalab.runtime.SupervisedLoop;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL server of DataLab's own, on 127.0.0.1, that keeps its data in a folder between starts. One owner starts and
 * closes it; a server that a killed DataLab left behind is stopped before the new one starts.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    private static final Logger logger = LoggerFactory.getLogger(EmbeddedPostgres.class);
    private static final Duration INIT_TIMEOUT = Duration.ofMinutes(1);
    /** Long enough to replay the log of changes after a crash. */
    private static final Duration START_TIMEOUT = Duration.ofMinutes(3);

    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(6);
    private static final Duration KILL_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final Duration LOOK_END_MAX = Duration.ofSeconds(2);
    private static final Backoff RESTART = Backoff.of(Duration.ofSeconds(1), Duration.ofSeconds(30));

    private final Path folder;
    private final Path binaries;
    private final int port;
    private final SupervisedLoop watchdog;
    private @Nullable FolderLock lock;
    private boolean watched;
    private @Nullable PostgresPrograms programs;

    /**
     * @param folder where data, logs and the superuser's password are; made if missing
     * @param binaries where the server's programs are unpacked once; several folders may share it
     */
    public EmbeddedPostgres(Path folder, Path binaries, int port) {
        this(folder, binaries, port, new CompositeMeterRegistry());
    }

    /** A server whose watchdog has metrics. */
    public EmbeddedPostgres(Path folder, Path binaries, int port, MeterRegistry meters) {
        this.folder = folder.toAbsolutePath().normalize();
        this.binaries = binaries.toAbsolutePath().normalize();
        this.port = port;
        this.watchdog = new SupervisedLoop(new CircuitBreaker("postgres", "", RESTART, meters), this::look);
    }

    /**
     * Starts the server and waits until it takes connections.
     *
     * @throws PostgresPortTaken where another program has the port
     * @throws FolderInUse where another running process has the folder
     */
    public void start() {
        if (lock != null) {
            throw new IllegalStateException("PostgreSQL in " + folder + " is started already");
        }
        try {
            Files.createDirectories(folder);
            lock = FolderLock.take(folder);
            startLocked();
            Thread.ofPlatform().daemon().name("datalab-postgres-watchdog").start(watchdog);
            watched = true;
        } catch (IOException | SQLException e) {
            close();
            throw new IllegalStateException("PostgreSQL does not start in " + folder + ": " + e.getMessage(), e);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** How to reach the database {@code datalab} as its owner, who is no superuser; makes a password if there is none. */
    public PostgresSettings settings() {
        try {
            Files.createDirectories(folder);
            String url = "jdbc:postgresql://127.0.0.1:" + port + "/datalab";
            return PostgresSettings.of(url, "datalab", ServerFiles.password(folder));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep a password in " + folder, e);
        }
    }

    /** A file with which psql and other clients find the password themselves. */
    public Path passwordFile() {
        return folder.resolve(ServerFiles.PASSWORD_FILE);
    }

    /** Stops the server and closes all its connections, within 8 seconds. */
    @Override
    public void close() {
        if (lock == null) {
            return;
        }
        watchdog.close();
        if (watched && !watchdog.awaitEnd(LOOK_END_MAX)) {
            logger.atWarn().log("postgres is still being started");
        }
        try {
            stop();
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL does not stop", e);
        } finally {
            unlock();
        }
    }

    private void startLocked() throws IOException, SQLException {
        long begun = System.nanoTime();
        Path home = PostgresBinaries.unpack(binaries);
        String password = ServerFiles.superuserPassword(folder);
        ServerFiles.writePasswordFile(folder);
        programs = PostgresPrograms.of(home, folder);
        stop();
        Postmaster.forgetStranger(data());
        requireFreePort();
        initialise();
        ServerFiles.configure(data(), port);
        ServerFiles.turnLogOver(log());
        programs.run(
                START_TIMEOUT,
                "pg_ctl",
                "start",
                "-s",
                "-w",
                "-t",
                "" + START_TIMEOUT.toSeconds(),
                "-D",
                data().toString(),
                "-l",
                log().toString());
        CreateDatabase.create(port, password, ServerFiles.password(folder));
        logger.atInfo()
                .addKeyValue("port", port)
                .addKeyValue("folder", folder)
                .addKeyValue("millis", (System.nanoTime() - begun) / 1_000_000)
                .log("postgres started");
    }

    /** The server may have been killed by an operator, or by the system when memory ran out. */
    private Duration look() throws IOException, SQLException {
        if (Postmaster.of(data()).isEmpty()) {
            logger.atWarn().addKeyValue("folder", folder).log("postgres has ended, starting it again");
            startLocked();
        }
        return LOOK_EVERY;
    }

    /** Makes an empty cluster. It appears whole or not at all, so that a crash in the middle does no harm. */
    private void initialise() throws IOException {
        if (Files.exists(data())) {
            requireSameMajorVersion();
            return;
        }
        Path unfinished = folder.resolve("data.unfinished");
        FolderTrees.delete(unfinished);
        programs()
                .run(
                        INIT_TIMEOUT,
                        "initdb",
                        "-D",
                        unfinished.toString(),
                        "-U",
                        "postgres",
                        "-A",
                        "scram-sha-256",
                        "--pwfile=" + folder.resolve("superuser-password"),
                        "--encoding=UTF8",
                        "--locale=C",
                        "--locale-provider=builtin",
                        "--builtin-locale=C.UTF-8");
        Files.move(unfinished, data(), StandardCopyOption.ATOMIC_MOVE);
    }

    private void requireSameMajorVersion() throws IOException {
        String found = Files.readString(data().resolve("PG_VERSION")).strip();
        if (!PostgresBinaries.VERSION.startsWith(found + ".")) {
            throw new IllegalStateException("the data in " + data() + " is of PostgreSQL " + found
                    + " but this DataLab has " + PostgresBinaries.VERSION + "; move it with pg_dump and pg_restore");
        }
    }

    private void stop() throws IOException {
        if (programs == null || Postmaster.of(data()).isEmpty()) {
            return;
        }
        if (!stopped("fast", STOP_TIMEOUT) && !stopped("immediate", KILL_TIMEOUT)) {
            logger.atWarn().addKeyValue("folder", folder).log("postgres did not stop in time");
        }
    }

    private boolean stopped(String mode, Duration timeout) throws IOException {
        return programs()
                .succeeds(
                        timeout.plusSeconds(1),
                        "pg_ctl",
                        "stop",
                        "-s",
                        "-w",
                        "-m",
                        mode,
                        "-t",
                        "" + timeout.toSeconds(),
                        "-D",
                        data().toString());
    }

    private void unlock() {
        FolderLock held = lock;
        lock = null;
        if (held != null) {
            held.close();
        }
    }

    private void requireFreePort() throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (java.net.BindException e) {
            throw new PostgresPortTaken(port);
        }
    }

    private PostgresPrograms programs() {
        if (programs == null) {
            throw new IllegalStateException("PostgreSQL was not started");
        }
        return programs;
    }

    private Path data() {
        return folder.resolve("data");
    }

    private Path log() {
        return folder.resolve("postgres.log");
    }
}
