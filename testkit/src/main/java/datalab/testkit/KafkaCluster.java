package datalab.testkit;

import datalab.log.KafkaTopics;
import datalab.log.connection.KafkaConnection;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.server.common.MetadataVersion;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * Three brokers of Kafka (KRaft, each broker and controller), each in a JVM of its own that can be killed. Clients come by
 * TLS and log in by SASL/PLAIN.
 */
public final class KafkaCluster implements AutoCloseable {
    public static final int BROKERS = 3;
    private static final String USER = "datalab";
    private static final String PASSWORD = "kept out of messages";
    private static final Duration START_MAX = Duration.ofMinutes(2);

    private static final String SETTINGS = """
            process.roles=broker,controller
            node.id=BROKER
            controller.quorum.voters=VOTERS
            controller.listener.names=CONTROLLER
            listeners=CLIENTS://127.0.0.1:PORT,CONTROLLER://127.0.0.1:CONTROLLER_PORT
            advertised.listeners=CLIENTS://127.0.0.1:PORT
            listener.security.protocol.map=CLIENTS:SASL_SSL,CONTROLLER:PLAINTEXT
            inter.broker.listener.name=CLIENTS
            sasl.enabled.mechanisms=PLAIN
            sasl.mechanism.inter.broker.protocol=PLAIN
            listener.name.clients.plain.sasl.jaas.config=LOGIN
            ssl.keystore.type=PKCS12
            ssl.keystore.location=FOLDER/keys.p12
            ssl.keystore.password=secret
            ssl.truststore.type=PEM
            ssl.truststore.location=FOLDER/ca.pem
            log.dirs=FOLDER/dataBROKER
            auto.create.topics.enable=false
            num.network.threads=2
            num.io.threads=4
            group.initial.rebalance.delay.ms=0
            broker.heartbeat.interval.ms=400
            broker.session.timeout.ms=2000
            replica.lag.time.max.ms=3000
            offsets.topic.num.partitions=1
            transaction.state.log.num.partitions=1
            share.coordinator.state.topic.num.partitions=1
            log.cleaner.dedupe.buffer.size=2097152
            """;

    private static final String LOGGING = """
            <configuration>
              <appender name="OUT" class="ch.qos.logback.core.ConsoleAppender">
                <encoder><pattern>%d %-5level %logger{0} %msg%n</pattern></encoder>
              </appender>
              <root level="WARN"><appender-ref ref="OUT"/></root>
            </configuration>
            """;

    private final Path folder;
    private final String id = Uuid.randomUuid().toString();
    private final List<Integer> ports = new ArrayList<>();
    private final List<Integer> controllerPorts = new ArrayList<>();
    private final List<@Nullable Process> brokers = new ArrayList<>();

    private KafkaCluster(Path folder) {
        this.folder = folder;
        for (int broker = 0; broker < BROKERS; broker++) {
            ports.add(DataLabProcess.freePort());
            controllerPorts.add(DataLabProcess.freePort());
            brokers.add(null);
        }
    }

    /** Returns when all brokers are there. */
    public static KafkaCluster start() throws IOException {
        KafkaCluster cluster = new KafkaCluster(Files.createTempDirectory("datalab-test-kafka"));
        cluster.makeCertificate();
        Files.writeString(
                cluster.clientProperties(),
                cluster.clientSettings().entrySet().stream()
                        .map(setting -> setting.getKey() + "=" + setting.getValue() + "\n")
                        .collect(Collectors.joining()));
        Files.writeString(cluster.folder.resolve("logback.xml"), LOGGING);
        for (int broker = 0; broker < BROKERS; broker++) {
            cluster.format(broker);
            cluster.start(broker);
        }
        cluster.awaitAll();
        return cluster;
    }

    /** For a client of this JVM's. */
    public KafkaConnection connection() {
        String servers = ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
        return new KafkaConnection(servers, "", "", clientSettings());
    }

    /** What {@code kafka.client_properties} names. */
    public Path clientProperties() {
        return folder.resolve("client.properties");
    }

    /** As the end of its machine does, but for what the disk had not been given. */
    public void kill(int broker) {
        Process process = brokers.set(broker, null);
        if (process != null) {
            process.destroyForcibly();
            await(process);
        }
    }

    /** Starts one that is not running; does not wait. */
    public void start(int broker) throws IOException {
        Path settings = Files.writeString(folder.resolve(broker + ".properties"), settings(broker));
        List<String> flags = List.of(
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-Dlogback.configurationFile=" + folder.resolve("logback.xml").toUri());
        List<String> command = new ArrayList<>(StartedJava.program(flags, "kafka.Kafka"));
        command.add(settings.toString());
        brokers.set(
                broker,
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(
                                folder.resolve("log").toFile()))
                        .start());
    }

    /** Which broker leads a partition. */
    public int leader(String topic, int partition) {
        return describe(topic).partitions().get(partition).leader().id();
    }

    /** Waits until each partition of a topic has all its replicas in sync. */
    public void awaitInSync(String topic) {
        Awaitility.await()
                .atMost(START_MAX)
                .until(() -> describe(topic).partitions().stream()
                        .allMatch(partition -> partition.isr().size() == BROKERS));
    }

    @Override
    public void close() throws IOException {
        for (int broker = 0; broker < BROKERS; broker++) {
            kill(broker);
        }
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    private void format(int broker) throws IOException {
        Path data = Files.createDirectories(folder.resolve("data" + broker));
        try {
            new Formatter()
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                    .setSupportedFeatures(List.copyOf(Feature.PRODUCTION_FEATURES))
                    .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                    .setNodeId(broker)
                    .setClusterId(id)
                    .setControllerListenerName("CONTROLLER")
                    .setDirectories(List.of(data.toString()))
                    .setMetadataLogDirectory(data.toString())
                    .run();
        } catch (Exception e) { // declared so
            throw new IOException("cannot format " + data, e);
        }
    }

    private TopicDescription describe(String topic) {
        try (Admin admin = KafkaTopics.admin(connection())) {
            return KafkaTopics.describe(admin, List.of(topic))
                    .values()
                    .iterator()
                    .next();
        }
    }

    private void awaitAll() throws IOException {
        try (Admin admin = KafkaTopics.admin(connection())) {
            Awaitility.await()
                    .atMost(START_MAX)
                    .ignoreExceptions()
                    .until(() ->
                            KafkaTopics.get(admin.describeCluster().nodes()).size() == BROKERS);
        } catch (RuntimeException e) {
            throw new IllegalStateException("no cluster of Kafka: " + Files.readString(folder.resolve("log")), e);
        }
    }

    private Map<String, String> clientSettings() {
        return Map.of(
                "security.protocol", "SASL_SSL",
                "sasl.mechanism", "PLAIN",
                "sasl.jaas.config",
                        KafkaConnection.login("username=" + USER + " password=" + KafkaConnection.quoted(PASSWORD)),
                "ssl.truststore.type", "PEM",
                "ssl.truststore.location", folder.resolve("ca.pem").toString());
    }

    private String settings(int broker) {
        String voters = IntStream.range(0, BROKERS)
                .mapToObj(one -> one + "@127.0.0.1:" + controllerPorts.get(one))
                .collect(Collectors.joining(","));
        String secret = KafkaConnection.quoted(PASSWORD);
        String login =
                KafkaConnection.login("username=" + USER + " password=" + secret + " user_" + USER + "=" + secret);
        return SETTINGS.replace("CONTROLLER_PORT", "" + controllerPorts.get(broker))
                .replace("PORT", "" + ports.get(broker))
                .replace("BROKER", "" + broker)
                .replace("VOTERS", voters)
                .replace("LOGIN", login)
                .replace("FOLDER", folder.toString());
    }

    /** One for all brokers, which are all at 127.0.0.1. */
    private void makeCertificate() throws IOException {
        Path keys = folder.resolve("keys.p12");
        keytool(
                "-genkeypair",
                "-alias",
                "broker",
                "-keyalg",
                "EC",
                "-dname",
                "CN=datalab test",
                "-validity",
                "30",
                "-ext",
                "san=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                keys.toString(),
                "-storepass",
                "secret");
        keytool(
                "-exportcert",
                "-rfc",
                "-alias",
                "broker",
                "-file",
                folder.resolve("ca.pem").toString(),
                "-keystore",
                keys.toString(),
                "-storepass",
                "secret");
    }

    private static void keytool(String... options) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        await(process);
        if (process.exitValue() != 0) {
            throw new IllegalStateException(command + " ended with " + process.exitValue());
        }
    }

    private static void await(Process process) {
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("still running after 60 s: " + process.info());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
