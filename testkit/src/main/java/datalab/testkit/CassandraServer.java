package datalab.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A Cassandra 5.0 of one node in a temporary folder, in a JVM of Java 17, the newest that it runs on. {@code
 * testkit/fetch-cassandra} fetches its jars, once for a machine. Its datacenter is {@code datacenter1}.
 */
public final class CassandraServer implements AutoCloseable {
    private static final String VERSION = "5.0.9";
    private static final Duration START_MAX = Duration.ofMinutes(3);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(30);
    private static final int JAVA = 17;
    private static final int PROTOCOL = 4;
    private static final int OP_ERROR = 0;
    private static final int OP_STARTUP = 1;
    private static final int OP_QUERY = 7;

    /** What its own start script opens and exports, as far as it is needed. */
    private static final List<String> OPENS = List.of(
            "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
            "--add-exports=java.management.rmi/com.sun.jmx.remote.internal.rmi=ALL-UNNAMED",
            "--add-exports=java.rmi/sun.rmi.registry=ALL-UNNAMED",
            "--add-exports=java.rmi/sun.rmi.server=ALL-UNNAMED",
            "--add-exports=java.sql/java.sql=ALL-UNNAMED",
            "--add-exports=java.base/java.lang.ref=ALL-UNNAMED",
            "--add-exports=jdk.unsupported/sun.misc=ALL-UNNAMED",
            "--add-opens=java.base/java.lang.module=ALL-UNNAMED",
            "--add-opens=java.base/jdk.internal.loader=ALL-UNNAMED",
            "--add-opens=java.base/jdk.internal.ref=ALL-UNNAMED",
            "--add-opens=java.base/jdk.internal.reflect=ALL-UNNAMED",
            "--add-opens=java.base/jdk.internal.math=ALL-UNNAMED",
            "--add-opens=java.base/jdk.internal.module=ALL-UNNAMED",
            "--add-opens=java.base/jdk.internal.util.jar=ALL-UNNAMED",
            "--add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED",
            "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
            "--add-opens=java.base/java.io=ALL-UNNAMED",
            "--add-opens=java.base/java.nio=ALL-UNNAMED",
            "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-opens=java.base/java.util=ALL-UNNAMED",
            "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
            "--add-opens=java.base/java.util.concurrent.atomic=ALL-UNNAMED");

    private static final String SETTINGS = """
            cluster_name: test
            num_tokens: 1
            partitioner: org.apache.cassandra.dht.Murmur3Partitioner
            endpoint_snitch: SimpleSnitch
            seed_provider:
              - class_name: org.apache.cassandra.locator.SimpleSeedProvider
                parameters: [{seeds: "127.0.0.1:STORAGE"}]
            listen_address: 127.0.0.1
            rpc_address: 127.0.0.1
            storage_port: STORAGE
            native_transport_port: NATIVE
            data_file_directories: [FOLDER/data]
            commitlog_directory: FOLDER/commitlog
            hints_directory: FOLDER/hints
            saved_caches_directory: FOLDER/caches
            cdc_raw_directory: FOLDER/cdc
            commitlog_sync: periodic
            commitlog_sync_period: 1000ms
            commitlog_segment_size: 16MiB
            commitlog_total_space: 64MiB
            memtable_heap_space: 64MiB
            concurrent_reads: 4
            concurrent_writes: 4
            auto_snapshot: false
            """;

    private static final String LOGGING = """
            <configuration>
              <appender name="OUT" class="ch.qos.logback.core.ConsoleAppender">
                <encoder><pattern>%d %-5level %logger{0} %msg%n</pattern></encoder>
              </appender>
              <root level="WARN"><appender-ref ref="OUT"/></root>
            </configuration>
            """;

    private final Process process;
    private final Path folder;
    private final int port;

    private CassandraServer(Process process, Path folder, int port) {
        this.process = process;
        this.folder = folder;
        this.port = port;
    }

    /** Whether this machine has its jars and a Java that it runs on. */
    public static boolean isInstalled() {
        return Files.isDirectory(jars()) && java().isPresent();
    }

    public static CassandraServer start() throws IOException {
        Path folder = Files.createTempDirectory("datalab-test-cassandra");
        int port = DataLabProcess.freePort();
        String settings = SETTINGS.replace("STORAGE", "" + DataLabProcess.freePort())
                .replace("NATIVE", "" + port)
                .replace("FOLDER", folder.toString());
        Files.writeString(folder.resolve("cassandra.yaml"), settings);
        Files.writeString(folder.resolve("logback.xml"), LOGGING);
        Process process = new ProcessBuilder(command(folder))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        CassandraServer server = new CassandraServer(process, folder, port);
        Awaitility.await().atMost(START_MAX).until(server::answers);
        return server;
    }

    /** Of CQL, on 127.0.0.1. */
    public int port() {
        return port;
    }

    /** Runs a statement, by the frames of its protocol, so that nobody needs the driver for one. */
    public void execute(String cql) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            DataOutputStream out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
            DataInputStream in = new DataInputStream(socket.getInputStream());
            socket.setSoTimeout((int) ANSWER_MAX.toMillis());
            ByteArrayOutputStream startup = new ByteArrayOutputStream();
            DataOutputStream options = new DataOutputStream(startup);
            options.writeShort(1);
            options.writeUTF("CQL_VERSION");
            options.writeUTF("3.0.0");
            ask(out, in, OP_STARTUP, startup.toByteArray());
            ByteArrayOutputStream query = new ByteArrayOutputStream();
            DataOutputStream statement = new DataOutputStream(query);
            byte[] text = cql.getBytes(UTF_8);
            statement.writeInt(text.length);
            statement.write(text);
            statement.writeShort(1); // consistency ONE
            statement.writeByte(0); // no parameters
            ask(out, in, OP_QUERY, query.toByteArray());
        }
    }

    private static void ask(DataOutputStream out, DataInputStream in, int operation, byte[] body) throws IOException {
        out.writeByte(PROTOCOL);
        out.writeByte(0);
        out.writeShort(0);
        out.writeByte(operation);
        out.writeInt(body.length);
        out.write(body);
        out.flush();
        in.skipNBytes(4);
        int answer = in.readByte();
        byte[] said = in.readNBytes(in.readInt());
        if (answer == OP_ERROR) {
            throw new IOException("Cassandra answers " + new String(said, UTF_8));
        }
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    private static List<String> command(Path folder) {
        List<String> command = new ArrayList<>();
        command.add(java().orElseThrow(() -> new IllegalStateException("no Java " + JAVA))
                .toString());
        command.addAll(OPENS);
        command.addAll(List.of(
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djdk.attach.allowAttachSelf=true",
                "-Djava.io.tmpdir=" + folder,
                "-Dlogback.configurationFile=" + folder.resolve("logback.xml").toUri(),
                "-Dcassandra.config=" + folder.resolve("cassandra.yaml").toUri(),
                "-Dcassandra.storagedir=" + folder,
                "-Dcassandra-foreground=yes",
                "-Dcassandra.skip_wait_for_gossip_to_settle=0",
                "-Dcassandra.ring_delay_ms=1",
                "-Dcassandra.superuser_setup_delay_ms=0",
                "-Dcassandra.unsafesystem=true",
                "-cp",
                jars() + "/*",
                "org.apache.cassandra.service.CassandraDaemon"));
        return command;
    }

    /** It opens its port when it is ready. */
    private boolean answers() throws IOException {
        if (!process.isAlive()) {
            throw new IllegalStateException("Cassandra ended: " + Files.readString(folder.resolve("log")));
        }
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static Path jars() {
        String cache = System.getenv()
                .getOrDefault(
                        "XDG_CACHE_HOME",
                        Path.of(System.getProperty("user.home"), ".cache").toString());
        return Path.of(cache, "datalab", "cassandra-" + VERSION);
    }

    private static Optional<Path> java() {
        Path jdks = Path.of("/usr/lib/jvm");
        String[] names =
                jdks.toFile().list((folder, name) -> name.contains("-" + JAVA + "-") || name.endsWith("-" + JAVA));
        return Stream.of(names == null ? new String[0] : names)
                .map(name -> jdks.resolve(name).resolve("bin/java"))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
