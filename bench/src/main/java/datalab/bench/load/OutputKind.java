package datalab.bench.load;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import datalab.log.connection.KafkaConnection;
import datalab.log.embedded.EmbeddedKafka;
import datalab.postgres.PostgresSettings;
import datalab.postgres.embedded.EmbeddedPostgres;
import datalab.testkit.CassandraServer;
import datalab.testkit.DataLabProcess;
import datalab.testkit.MariaDbServer;
import datalab.testkit.Mosquitto;
import datalab.testkit.TestMongo;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Kinds of targets of outputs, each with a server of its own on this machine. */
public enum OutputKind {
    POSTGRESQL("table") {
        @Override
        public Server start() throws IOException {
            Path folder = Files.createTempDirectory("datalab-bench-outputs");
            EmbeddedPostgres postgres = new EmbeddedPostgres(
                    folder.resolve("postgres"), folder.resolve("programs"), DataLabProcess.freePort());
            postgres.start();
            PostgresSettings at = postgres.settings();
            return new Server(jdbc(at.url(), at.user(), at.password()), () -> {
                postgres.close();
                MeasuredDataLab.delete(folder);
            });
        }
    },
    MARIADB("table") {
        @Override
        public boolean isInstalled() {
            return MariaDbServer.isInstalled();
        }

        @Override
        public Server start() throws IOException {
            MariaDbServer server = MariaDbServer.create();
            server.execute("", "create database bench");
            String url = "jdbc:mariadb://127.0.0.1:" + server.port() + "/bench";
            return new Server(jdbc(url, MariaDbServer.USER, MariaDbServer.PASSWORD), server::close);
        }
    },
    CASSANDRA("table") {
        @Override
        public boolean isInstalled() {
            return CassandraServer.isInstalled();
        }

        @Override
        public Server start() throws IOException {
            CassandraServer server = CassandraServer.start();
            server.execute(
                    "create keyspace bench with replication = {'class': 'SimpleStrategy', 'replication_factor': 1}");
            return new Server(
                    "kind: cassandra, contact_points: [\"127.0.0.1:%d\"], keyspace: bench".formatted(server.port()),
                    server::close);
        }
    },
    /**
     * One that keeps all in memory, in the process that measures: FerretDB stands still on updates of many documents. This one
     * looks through all documents for each update that compares a version, so it is given few; MongoDB goes by the id.
     */
    MONGODB("collection", 5_000) {
        @Override
        public Server start() {
            TestMongo server = new TestMongo();
            return new Server("kind: mongodb, url: \"%s\"".formatted(server.url("bench")), server::close);
        }
    },
    /** In the process that measures, as the receiver of webhooks. */
    KAFKA("topic") {
        @Override
        public Server start() throws IOException {
            Path folder = Files.createTempDirectory("datalab-bench-outputs");
            EmbeddedKafka kafka = new EmbeddedKafka(folder, 0, false);
            kafka.start();
            KafkaConnection at = kafka.bootstrap();
            String login =
                    at.user().isEmpty() ? "" : ", user: \"%s\", password: \"%s\"".formatted(at.user(), at.password());
            return new Server("kind: kafka, bootstrap: \"%s\"%s".formatted(at.servers(), login), () -> {
                kafka.close();
                MeasuredDataLab.delete(folder);
            });
        }
    },
    MQTT("topic") {
        @Override
        public boolean isInstalled() {
            return Mosquitto.isInstalled();
        }

        @Override
        public Server start() throws IOException {
            Mosquitto server = Mosquitto.start();
            return new Server("kind: mqtt, url: \"mqtt://127.0.0.1:%d\"".formatted(server.port), server::close);
        }
    },
    WEBHOOK("path") {
        @Override
        public Server start() throws IOException {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
            server.setExecutor(threads);
            server.createContext("/", OutputKind::receive);
            server.start();
            String url = "http://127.0.0.1:" + server.getAddress().getPort();
            return new Server("kind: webhook, url: \"%s\", secret: \"kept out of messages\"".formatted(url), () -> {
                server.stop(0);
                threads.shutdownNow();
            });
        }
    };

    private static final int NO_CONTENT = 204;

    /** What the lab's {@code out:} calls it. */
    public final String table;

    /** How many are written whole. */
    public final int rows;

    /** A running one, as {@code servers:} of datalab.yaml has it. */
    public record Server(String settings, Closeable closing) implements Closeable {
        @Override
        public void close() throws IOException {
            closing.close();
        }
    }

    OutputKind(String table) {
        this(table, 50_000);
    }

    OutputKind(String table, int rows) {
        this.table = table;
        this.rows = rows;
    }

    public boolean isInstalled() {
        return true;
    }

    public abstract Server start() throws IOException;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static String jdbc(String url, String user, String password) {
        return "kind: jdbc, url: \"%s\", user: \"%s\", password: \"%s\"".formatted(url, user, password);
    }

    /** Reads all, keeps nothing. */
    private static void receive(HttpExchange exchange) throws IOException {
        try (exchange;
                InputStream body = exchange.getRequestBody()) {
            body.readAllBytes();
            exchange.sendResponseHeaders(NO_CONTENT, -1);
        }
    }
}
