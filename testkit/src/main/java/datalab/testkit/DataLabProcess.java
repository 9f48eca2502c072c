package datalab.testkit;

import datalab.log.connection.KafkaConnection;
import datalab.log.embedded.EmbeddedKafka;
import datalab.postgres.PostgresSettings;
import datalab.postgres.embedded.EmbeddedPostgres;
import datalab.testkit.tls.CertificateAuthority;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A DataLab in a process of its own, as a user's is, so that a test can kill it and a benchmark can measure it. Its ports
 * stay the same from start to start. Not thread-safe but for {@link #url}.
 */
public final class DataLabProcess implements AutoCloseable {
    private static final Duration READY_WITHIN = Duration.ofMinutes(3);
    private static final int PORT_MIN = 15_000;
    private static final int PORT_END =
            32_000; // outgoing connections have higher ones: 32768 on Linux, 49152 elsewhere
    private static final int PORT_ATTEMPTS_MAX = 100;
    private static final AtomicInteger PORTS_GIVEN =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(PORT_END - PORT_MIN));

    private final List<String> command;
    private final Path labs;
    private final Path data;
    private HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private String scheme = "http";
    public final int httpPort = freePort();
    public final int mqttPort = freePort();
    public final int grpcPort = freePort();
    public final int kafkaPort = freePort();
    public final int postgresPort = freePort();
    private final Map<String, String> environment = new HashMap<>();
    private @Nullable Process process;
    private boolean frozen;

    /** From the classes of this JVM, with the launcher's heap, the labs of one folder, the data of another, and free ports. */
    public DataLabProcess(Path labs, Path data) {
        this(StartedJava.datalab(List.of("@" + Path.of("../cli/jvm.options").toAbsolutePath(), "-Xmx1g")), labs, data);
    }

    /** By a command of one's own, such as the launcher. */
    public DataLabProcess(List<String> command, Path labs, Path data) {
        this.command = List.copyOf(command);
        this.labs = labs;
        this.data = data;
    }

    /** Has only these roles, at each start; it must share servers then. */
    public DataLabProcess withRole(String role) {
        return with("DATALAB_ROLE", role);
    }

    /** Has a setting, named as a variable of the environment, at each start. */
    public DataLabProcess with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** Speaks TLS with a certificate, at each start. */
    public DataLabProcess withTls(CertificateAuthority authority, CertificateAuthority.Issued issued)
            throws IOException {
        scheme = "https";
        client = HttpClient.newBuilder()
                .connectTimeout(Duration.ofSeconds(2))
                .sslContext(authority.trusting())
                .build();
        return with("DATALAB_TLS_CERTIFICATE", issued.certificate().toString())
                .with("DATALAB_TLS_KEY", issued.key().toString());
    }

    /** Uses servers that somebody else has started, at each start. */
    public DataLabProcess sharing(KafkaConnection kafka, PostgresSettings postgres) {
        environment.put("DATALAB_KAFKA_BOOTSTRAP", kafka.servers());
        environment.put("DATALAB_KAFKA_USER", kafka.user());
        environment.put("DATALAB_KAFKA_PASSWORD", kafka.password());
        environment.put("DATALAB_POSTGRES_URL", postgres.url());
        environment.put("DATALAB_POSTGRES_USER", postgres.user());
        environment.put("DATALAB_POSTGRES_PASSWORD", postgres.password());
        return this;
    }

    /** Uses the servers that another one has embedded, at each start. */
    public DataLabProcess sharing(DataLabProcess owner) {
        return sharing(owner.kafka(), owner.postgres());
    }

    /** Its embedded broker, as whoever may read its data folder. */
    public KafkaConnection kafka() {
        return new EmbeddedKafka(data.resolve("kafka"), kafkaPort, false).bootstrap();
    }

    /** Its embedded PostgreSQL, as whoever may read its data folder. */
    public PostgresSettings postgres() {
        return new EmbeddedPostgres(data.resolve("postgres"), TestPostgres.binaries(), postgresPort).settings();
    }

    /** Starts it and waits until it is ready; answers how long that took. */
    public Duration start(String... options) {
        return startUntil("/health/ready", options);
    }

    /** Starts it and waits until it serves, ready or not. */
    public Duration startUnready(String... options) {
        return startUntil("/health/live", options);
    }

    private Duration startUntil(String probe, String... options) {
        long begun = System.nanoTime();
        process = launch(List.of(options), outputFile());
        Awaitility.await()
                .atMost(READY_WITHIN)
                .pollInterval(Duration.ofMillis(50))
                .failFast(() -> {
                    if (!isAlive()) {
                        throw new IllegalStateException("it ended while starting\n" + output());
                    }
                })
                .until(() -> isWell(probe));
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    /** Runs {@code datalab run} with more options, its output in a file; does not wait. */
    public Process launch(List<String> options, Path output) {
        List<String> words = new ArrayList<>(command);
        words.add("run");
        words.addAll(List.of("--labs", labs.toString(), "--data", data.toString()));
        words.addAll(List.of("--http-port", "" + httpPort, "--mqtt-port", "" + mqttPort));
        words.addAll(List.of("--grpc-port", "" + grpcPort));
        words.addAll(List.of("--kafka-port", "" + kafkaPort, "--postgres-port", "" + postgresPort));
        words.addAll(options);
        try {
            ProcessBuilder builder = new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
            builder.environment().putAll(environment);
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGKILL: no handler runs. */
    public void kill() {
        running().destroyForcibly();
        frozen = false;
        waitForEnd();
    }

    /** SIGTERM: a clean end. */
    public void stop() {
        running().destroy();
        waitForEnd();
    }

    /** SIGSTOP: it stands still, with all its connections open, until {@link #thaw}. */
    public void freeze() {
        signal("STOP");
        frozen = true;
    }

    /** SIGCONT: it goes on as if nothing had happened. */
    public void thaw() {
        signal("CONT");
        frozen = false;
    }

    public ProcessHandle handle() {
        return running().toHandle();
    }

    public boolean isAlive() {
        return process != null && process.isAlive();
    }

    public URI url(String path) {
        return URI.create(scheme + "://127.0.0.1:" + httpPort + path);
    }

    public HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(url(path)).GET());
    }

    public HttpResponse<String> post(String path, String contentType, String body) {
        return send(HttpRequest.newBuilder(url(path))
                .header("Content-Type", contentType)
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    public HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.timeout(Duration.ofSeconds(60)).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while waiting for an answer", e);
        }
    }

    /** What the process has printed, from all its starts. */
    public String output() {
        try {
            return Files.readString(outputFile());
        } catch (IOException e) {
            return "no output: " + e.getMessage();
        }
    }

    /** Where {@link #output} is kept. */
    public Path outputFile() {
        return data.resolveSibling(data.getFileName() + ".out");
    }

    @Override
    public void close() {
        if (frozen && isAlive()) {
            thaw();
        }
        if (isAlive()) {
            stop();
        }
    }

    /**
     * A port that nobody listens on, and that this JVM has not given to anybody else: who asks for several uses them later.
     * Not one of those that the system gives away itself, to outgoing connections and to who asks for any port, as the
     * embedded broker does for its controller: one of them could have it before it is used.
     */
    public static int freePort() {
        for (int attempt = 0; attempt < PORT_ATTEMPTS_MAX; attempt++) {
            int port = PORT_MIN + Math.floorMod(PORTS_GIVEN.getAndIncrement(), PORT_END - PORT_MIN);
            if (isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException("no free port from " + PORT_MIN + " to " + PORT_END);
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port)) {
            return socket.isBound();
        } catch (BindException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isWell(String probe) {
        try {
            return get(probe).statusCode() == 200;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    private void signal(String name) {
        try {
            Process kill = new ProcessBuilder("kill", "-" + name, "" + running().pid())
                    .inheritIO()
                    .start();
            if (!kill.waitFor(10, TimeUnit.SECONDS) || kill.exitValue() != 0) {
                throw new IllegalStateException(
                        "no SIG" + name + " for " + running().pid());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    private Process running() {
        if (process == null) {
            throw new IllegalStateException("not started");
        }
        return process;
    }

    private void waitForEnd() {
        try {
            if (!running().waitFor(60, TimeUnit.SECONDS)) {
                running().destroyForcibly();
                throw new IllegalStateException("still running 20 s after it was told to stop\n" + output());
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while waiting for the end", e);
        }
    }
}
