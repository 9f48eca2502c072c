package datalab.store.postgres.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/** The files that tell PostgreSQL how to run. Written anew at each start, so that a new DataLab brings new settings. */
final class ServerFiles {
    private static final long LOG_BYTES_MAX = 10L * 1024 * 1024;

    /**
     * A laptop's settings: a few hundred MB of memory at most, few processes, nothing that only a replica needs. Fsync stays
     * on: what is committed survives loss of power but for the last moment, see decision 003.
     */
    private static final String SETTINGS = """
            # Written by DataLab at each start. Your own settings go into extra.conf beside this file.
            listen_addresses = '127.0.0.1'
            unix_socket_directories = ''
            max_connections = 60
            shared_buffers = 128MB
            work_mem = 8MB
            maintenance_work_mem = 64MB
            wal_level = minimal
            max_wal_senders = 0
            max_wal_size = 2GB
            checkpoint_timeout = 15min
            io_method = sync
            random_page_cost = 1.1
            jit = off
            autovacuum_naptime = 20s
            password_encryption = scram-sha-256
            idle_in_transaction_session_timeout = 10min
            client_connection_check_interval = 5s
            timezone = 'UTC'
            log_timezone = 'UTC'
            log_line_prefix = '%m [%p] %q%u@%d '
            log_min_error_statement = panic
            include_if_exists 'extra.conf'
            """;

    /** The everyday role needs no password here, as the HTTP API does not; it is no superuser. Nobody comes from outside. */
    private static final String ACCESS = """
            # Written by DataLab at each start.
            host all datalab 127.0.0.1/32 trust
            host all all     127.0.0.1/32 scram-sha-256
            """;

    private ServerFiles() {}

    static void configure(Path data, int port) throws IOException {
        Files.writeString(data.resolve("postgresql.conf"), SETTINGS + "port = " + port + "\n");
        Files.writeString(data.resolve("pg_hba.conf"), ACCESS);
    }

    /** The superuser's password: made once, readable by this user alone. */
    static String superuserPassword(Path folder) throws IOException {
        Path file = folder.resolve("superuser-password");
        if (!Files.exists(file)) {
            byte[] random = new byte[24];
            new SecureRandom().nextBytes(random);
            Path fresh = Files.createTempFile(
                    folder,
                    "password",
                    "",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(fresh, HexFormat.of().formatHex(random), StandardOpenOption.TRUNCATE_EXISTING);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        }
        return Files.readString(file);
    }

    /** Keeps one log of before, so that logs stay bounded. */
    static void turnLogOver(Path log) throws IOException {
        if (Files.exists(log) && Files.size(log) > LOG_BYTES_MAX) {
            Files.move(log, log.resolveSibling("postgres.log.1"), StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
