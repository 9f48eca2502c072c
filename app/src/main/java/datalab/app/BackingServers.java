package datalab.app;

import datalab.app.folder.DataFolder;
import datalab.app.settings.Settings;
import datalab.app.terminal.CommandFailed;
import datalab.log.connection.KafkaConnection;
import datalab.log.embedded.BrokerGuests;
import datalab.log.embedded.EmbeddedKafka;
import datalab.postgres.PostgresSettings;
import datalab.postgres.embedded.EmbeddedPostgres;
import datalab.postgres.embedded.PostgresPortTaken;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Provides Kafka and PostgreSQL: external servers if the settings name them, otherwise embedded ones, which are started
 * concurrently. Thread-safe once started.
 */
public final class BackingServers implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(30);

    /** A placeholder, never opened, for a store that no role of this process uses. */
    private static final String NOWHERE = "jdbc:postgresql:";

    private final Settings settings;
    private final @Nullable EmbeddedKafka kafka;
    private final @Nullable EmbeddedPostgres postgres;

    BackingServers(Settings settings, Roles roles, DataFolder folder, BrokerGuests guests, MeterRegistry meters) {
        this(
                settings,
                settings.kafka().bootstrap().isPresent() || !roles.isAll()
                        ? null
                        : kafka(settings, folder, guests, meters),
                settings.postgres().url().isPresent() || !roles.isAll() ? null : postgres(settings, folder, meters));
    }

    private BackingServers(Settings settings, @Nullable EmbeddedKafka kafka, @Nullable EmbeddedPostgres postgres) {
        this.settings = settings;
        this.kafka = kafka;
        this.postgres = postgres;
    }

    /**
     * Servers for commands that need the store only.
     *
     * @param folder whose PostgreSQL is to be started; null where the settings name a server
     */
    public static BackingServers ofStore(Settings settings, @Nullable DataFolder folder) {
        return new BackingServers(
                settings, null, folder == null ? null : postgres(settings, folder, new CompositeMeterRegistry()));
    }

    /**
     * For commands that work beside a running DataLab: the PostgreSQL that the settings name, else the one that this DataLab has
     * started. Not to be started.
     *
     * @param folder the data folder that is in use
     */
    static BackingServers ofRunningStore(Settings settings, Path folder) {
        Path postgres = folder.resolve("postgres");
        int port = settings.postgres().port();
        return new BackingServers(settings, null, new EmbeddedPostgres(postgres, postgres, port));
    }

    /**
     * Servers for a command that needs both, regardless of the roles of other processes.
     *
     * @param folder whose servers are to be started where the settings name none
     */
    static BackingServers ofStoreAndLog(Settings settings, @Nullable DataFolder folder) {
        return new BackingServers(
                settings,
                folder == null || settings.kafka().bootstrap().isPresent()
                        ? null
                        : kafka(settings, folder, BrokerGuests.NONE, new CompositeMeterRegistry()),
                folder == null || settings.postgres().url().isPresent()
                        ? null
                        : postgres(settings, folder, new CompositeMeterRegistry()));
    }

    /** Returns when both take connections; throws what the first that failed threw. */
    void start() {
        List<Runnable> starts = new ArrayList<>();
        if (kafka != null) {
            starts.add(kafka::start);
        }
        if (postgres != null) {
            starts.add(postgres::start);
        }
        try {
            inParallel(starts);
        } catch (PostgresPortTaken e) {
            throw new CommandFailed(e.getMessage() + "; --postgres-port names another", e);
        }
    }

    /** Without servers if no role of this process uses the log. */
    KafkaConnection kafkaBootstrap() {
        Settings.Kafka log = settings.kafka();
        return kafka == null
                ? new KafkaConnection(log.bootstrap().orElse(""), log.user(), log.password(), log.security())
                : kafka.bootstrap();
    }

    /**
     * The group instance id by which Kafka recognizes this process after a crash and returns its partitions at once. Only
     * a process with the embedded broker can have a fixed one, as there is never a second such process that could take over
     * while it is down; all other processes of the same log have none.
     */
    String groupInstanceId() {
        return kafka == null ? "" : "datalab";
    }

    /** Why the embedded log rejects writes now; empty while it accepts them, and for an external log. */
    Optional<String> kafkaWriteFailure() {
        return kafka == null ? Optional.empty() : kafka.writeFailure();
    }

    PostgresSettings postgres() {
        Settings.Postgres store = settings.postgres();
        Duration question = settings.limits().question();
        PostgresSettings own = postgres == null
                ? PostgresSettings.of(store.url().orElse(NOWHERE), store.user(), store.password())
                : postgres.settings();
        return new PostgresSettings(
                own.url(),
                own.user(),
                own.password(),
                store.writeConnections(),
                store.readConnections(),
                CONNECT_TIMEOUT,
                Collections.max(List.of(STATEMENT_TIMEOUT, question)),
                question);
    }

    /**
     * The URL for display, in psql's syntax: without the query parameters, but with the path of the password file
     * of the embedded server.
     */
    String postgresAddress() {
        PostgresSettings server = postgres();
        String place = server.url().replaceFirst("^jdbc:postgresql:(//)?", "").replaceFirst("\\?.*$", "");
        String passfile = postgres == null ? "" : "?passfile=" + postgres.passwordFile();
        return "postgresql://" + server.user() + "@" + place.replaceFirst("^.*@", "") + passfile;
    }

    @Override
    public void close() {
        List<Runnable> ends = new ArrayList<>();
        if (kafka != null) {
            ends.add(kafka::close);
        }
        if (postgres != null) {
            ends.add(postgres::close);
        }
        inParallel(ends);
    }

    private static EmbeddedKafka kafka(
            Settings settings, DataFolder folder, BrokerGuests guests, MeterRegistry meters) {
        Settings.Kafka log = settings.kafka();
        boolean flushAlways = log.flush() == Settings.Flush.ALWAYS;
        return new EmbeddedKafka(folder.of("kafka"), log.port(), flushAlways, guests, meters);
    }

    private static EmbeddedPostgres postgres(Settings settings, DataFolder folder, MeterRegistry meters) {
        int port = PortCheck.orAnyFree(settings.postgres().port());
        return new EmbeddedPostgres(folder.of("postgres"), programs(folder), port, meters);
    }

    private static void inParallel(List<Runnable> tasks) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (Runnable task : tasks) {
                running.add(threads.submit(task));
            }
            for (Future<?> each : running) {
                each.get();
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailed("interrupted", e);
        }
    }

    /** Where PostgreSQL's programs are unpacked, once for all data folders; readable for others where root shares them. */
    private static Path programs(DataFolder folder) {
        String cache = System.getenv("XDG_CACHE_HOME");
        boolean root = System.getProperty("user.name").equals("root");
        Path user = cache == null ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
        Path base = root ? Path.of("/var/cache") : user;
        boolean usable =
                Files.isWritable(base) || Files.isWritable(base.toAbsolutePath().getParent());
        return usable ? base.resolve("datalab") : folder.path().resolve("programs");
    }
}
