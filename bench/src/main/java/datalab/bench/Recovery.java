package datalab.bench;

import datalab.bench.load.HttpLoadClient;
import datalab.bench.load.MeasuredDataLab;
import datalab.bench.load.MqttLoadClient;
import datalab.bench.load.PatientSenders;
import datalab.postgres.PostgresSettings;
import datalab.postgres.embedded.EmbeddedPostgres;
import datalab.testkit.DataLabProcess;
import datalab.testkit.KafkaCluster;
import datalab.testkit.MariaDbServer;
import datalab.testkit.Mosquitto;
import datalab.testkit.RedisServer;
import datalab.testkit.TestMongo;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/**
 * How soon all is as before when something that DataLab stands on was away for ten seconds, while 500 events a second come in
 * over HTTP: how long no sender got an answer, and when streams and outputs had caught up. Needs mariadbd, mosquitto and
 * redis-server.
 */
final class Recovery {
    private static final Duration AWAY = Duration.ofSeconds(10);
    private static final Duration AT_MOST = Duration.ofMinutes(2);
    private static final int CLIENTS = 10;
    /** What comes in within half a second. */
    private static final long LAG_MAX = 250;

    private static final Pattern LAG = Pattern.compile("\"lag\":(\\d+)");
    private static final Pattern NUMBER = Pattern.compile("\"n\":(\\d+)");
    private static final String EVENT = "{\"name\":\"a\",\"value\":1}";
    private static final String LAB = """
            lab: bench
            streams:
              readings: {key: name, fields: {name: string, value: number}}
              documents: {key: name, fields: {name: string, value: number}, archive: documents}
              plant: {key: name, fields: {name: string, value: number}, in: {mqtt: {topic: plant, from: plant, share: false}}}
            views:
              totals: {of: readings, by: [name], n: count, out: {to: sink, table: totals}}
              known: {of: documents, by: [name], n: count}
              grown: {of: plant, by: [name], n: count}
            """;

    /** What is done to a server. */
    private interface Action {
        void run() throws IOException;
    }

    private final DataLabProcess datalab;

    private Recovery(DataLabProcess datalab) {
        this.datalab = datalab;
    }

    static void run(Path repository) throws Exception {
        ofServers(repository);
        ofBrokers(repository);
    }

    private static void ofServers(Path repository) throws Exception {
        Path folder = Files.createTempDirectory("datalab-bench-recovery");
        try (EmbeddedPostgres postgres = postgres(folder);
                MariaDbServer mariaDb = MariaDbServer.create();
                RedisServer redis = RedisServer.create();
                Mosquitto mosquitto = Mosquitto.start(Mosquitto.keepingIn(folder));
                TestMongo documents = new TestMongo()) {
            postgres.start();
            mariaDb.execute("", "create database bench");
            String settings = settings(postgres.settings(), mariaDb, redis, mosquitto, documents);
            try (MeasuredDataLab subject = MeasuredDataLab.start(repository, LAB, settings)) {
                Recovery measure = new Recovery(subject.datalab);
                measure.over("DataLab, killed", "readings", subject.datalab::kill, () -> {});
                measure.over("PostgreSQL", "readings", postgres::close, postgres::start);
                measure.over("MariaDB of an output, killed", "readings", mariaDb::kill, mariaDb::start);
                measure.over("MongoDB of an archive", "documents", documents::stop, documents::start);
                measure.over("Redis of the cache, killed", "readings", redis::kill, redis::start);
                measure.overBroker(mosquitto);
            }
        }
        MeasuredDataLab.delete(folder);
    }

    /** Three of them, two of which must have what is acknowledged; the leader of the stream's first partition is killed. */
    private static void ofBrokers(Path repository) throws Exception {
        Path folder = Files.createTempDirectory("datalab-bench-recovery");
        Path lab = Files.createDirectories(folder.resolve("labs/bench")).resolve("lab.yaml");
        Files.writeString(
                lab, "lab: bench\nstreams:\n  readings: {key: name, fields: {name: string, value: number}}\n");
        try (EmbeddedPostgres postgres = postgres(folder);
                KafkaCluster cluster = KafkaCluster.start();
                DataLabProcess datalab = new DataLabProcess(
                        List.of(repository.resolve("datalab").toString()),
                        folder.resolve("labs"),
                        folder.resolve("data"))) {
            postgres.start();
            datalab.sharing(cluster.connection(), postgres.settings())
                    .with(
                            "DATALAB_KAFKA_CLIENT_PROPERTIES",
                            cluster.clientProperties().toString())
                    .with("DATALAB_KAFKA_REPLICATION", "3")
                    .with("DATALAB_KAFKA_MIN_INSYNC_REPLICAS", "2")
                    .start();
            int leader = cluster.leader("bench.readings", 0);
            new Recovery(datalab)
                    .over(
                            "a leader of three brokers, killed",
                            "readings",
                            () -> cluster.kill(leader),
                            () -> cluster.start(leader));
        }
        MeasuredDataLab.delete(folder);
    }

    private static EmbeddedPostgres postgres(Path folder) {
        return new EmbeddedPostgres(folder.resolve("postgres"), folder.resolve("programs"), DataLabProcess.freePort());
    }

    private static String settings(
            PostgresSettings postgres,
            MariaDbServer mariaDb,
            RedisServer redis,
            Mosquitto mosquitto,
            TestMongo documents) {
        return """
                postgres: {url: "%s", user: "%s", password: "%s"}
                cache: {shared: shared}
                servers:
                  sink: {kind: jdbc, url: "jdbc:mariadb://127.0.0.1:%d/bench", user: "%s", password: "%s"}
                  shared: {kind: redis, url: "%s"}
                  plant: {kind: mqtt, url: "mqtt://127.0.0.1:%d"}
                  documents: {kind: mongodb, url: "%s"}
                """.formatted(
                        postgres.url(),
                        postgres.user(),
                        postgres.password(),
                        mariaDb.port(),
                        MariaDbServer.USER,
                        MariaDbServer.PASSWORD,
                        redis.url(),
                        mosquitto.port,
                        documents.url("bench"));
    }

    private void over(String fault, String stream, Action away, Action back) throws IOException {
        String path = "/labs/bench/streams/" + stream;
        try (PatientSenders senders = new PatientSenders(
                number -> new HttpLoadClient(datalab.httpPort, path, "application/json", EVENT), CLIENTS)) {
            awaitAcknowledged(senders, 10 * CLIENTS);
            awaitCaughtUp();
            senders.longestWait();
            away.run();
            LockSupport.parkNanos(AWAY.toNanos());
            Duration waited = senders.longestWait();
            long begun = System.nanoTime();
            back.run();
            if (!datalab.isAlive()) {
                datalab.start();
            }
            Duration returned = Duration.ofNanos(System.nanoTime() - begun);
            awaitAcknowledged(senders, CLIENTS);
            awaitCaughtUp();
            Duration caughtUp = Duration.ofNanos(System.nanoTime() - begun).minus(returned);
            Duration later = senders.longestWait();
            System.out.printf(
                    "  %s: nothing acknowledged for %,d ms at most while it was away and %,d ms after that;"
                            + " started in %,d ms, caught up %,d ms later%n",
                    fault, waited.toMillis(), later.toMillis(), returned.toMillis(), caughtUp.toMillis());
        }
    }

    /** Devices send to the broker all the time, and count from when it takes connections. */
    private void overBroker(Mosquitto mosquitto) throws IOException {
        try (PatientSenders devices = new PatientSenders(
                number -> new MqttLoadClient(mosquitto.port, "device" + number, "plant", EVENT), CLIENTS)) {
            awaitAcknowledged(devices, 10 * CLIENTS);
            mosquitto.stop();
            LockSupport.parkNanos(AWAY.toNanos());
            long before = grown();
            long begun = System.nanoTime();
            mosquitto.startAgain();
            Duration returned = Duration.ofNanos(System.nanoTime() - begun);
            Awaitility.await()
                    .atMost(AT_MOST)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> grown() > before);
            System.out.printf(
                    "  mosquitto as a source: started in %,d ms, its next event in a view %,d ms later%n",
                    returned.toMillis(),
                    Duration.ofNanos(System.nanoTime() - begun).minus(returned).toMillis());
        }
    }

    private long grown() {
        return NUMBER.matcher(datalab.get("/labs/bench/views/grown").body())
                .results()
                .mapToLong(found -> Long.parseLong(found.group(1)))
                .sum();
    }

    private static void awaitAcknowledged(PatientSenders senders, int more) {
        long enough = senders.acknowledged() + more;
        Awaitility.await().atMost(AT_MOST).until(() -> senders.acknowledged() >= enough);
    }

    private void awaitCaughtUp() {
        Awaitility.await()
                .atMost(AT_MOST)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> isCaughtUp("/labs/bench") && isCaughtUp("/labs/bench/outputs"));
    }

    private boolean isCaughtUp(String path) {
        HttpResponse<String> status = datalab.get(path);
        return status.statusCode() == 200
                && LAG.matcher(status.body()).results().allMatch(found -> Long.parseLong(found.group(1)) <= LAG_MAX);
    }
}
