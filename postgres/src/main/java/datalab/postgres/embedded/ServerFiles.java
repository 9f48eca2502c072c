package datalab.postgres.embedded;

import datalab.runtime.SecretFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Writes the configuration files of the embedded PostgreSQL at each start, so that an upgrade of DataLab also updates its
 * settings.
 */
final class ServerFiles {
    static final String PASSWORD_FILE = "pgpass";

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

    /** Each role has a password that only the user who runs DataLab can read. There are no remote connections. */
    private static final String ACCESS = """
            # Written by DataLab at each start.
            host all all 127.0.0.1/32 scram-sha-256
            """;

    private ServerFiles() {}

    static void configure(Path data, int port) throws IOException {
        Files.writeString(data.resolve("postgresql.conf"), SETTINGS + "port = " + port + "\n");
        Files.writeString(data.resolve("pg_hba.conf"), ACCESS);
    }

    /** The superuser's password: made once, readable by this user alone. */
    static String superuserPassword(Path folder) throws IOException {
        return SecretFile.readOrMake(folder.resolve("superuser-password"));
    }

    /** The password of the everyday role, as above. */
    static String password(Path folder) throws IOException {
        return SecretFile.readOrMake(folder.resolve("password"));
    }

    /** A file with which psql and all other clients of libpq's find the password: {@code …?passfile=…/pgpass}. */
    static void writePasswordFile(Path folder) throws IOException {
        String entry = ":*:*:datalab:" + password(folder) + "\n";
        SecretFile.write(folder.resolve(PASSWORD_FILE), "127.0.0.1" + entry + "localhost" + entry);
    }

    /** Keeps one previous log file, so that logs stay bounded. */
    static void turnLogOver(Path log) throws IOException {
        if (Files.exists(log) && Files.size(log) > LOG_BYTES_MAX) {
            Files.move(log, log.resolveSibling("postgres.log.1"), StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
