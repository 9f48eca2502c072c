package datalab.bench;

import datalab.bench.load.MeasuredDataLab;
import datalab.bench.load.Readings;
import datalab.log.connection.KafkaConnection;
import datalab.log.embedded.EmbeddedKafka;
import datalab.postgres.PostgresSettings;
import datalab.postgres.embedded.EmbeddedPostgres;
import datalab.testkit.DataLabProcess;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * How fast one view of a full topic is complete in PostgreSQL: by DataLab's speed layer, with and without the archive, and by
 * Flink SQL. Turn by turn, each in a process of its own: from its start, and again in the same process when it is warm.
 */
final class AgainstFlink {
    private static final int RUNS = 3;
    private static final int EVENTS = 2_000_000;
    private static final String HEAP = "-Xmx2g";

    private final Path repository;
    private final Path folder;
    private final KafkaConnection bootstrap;
    private final MinuteRows rows;

    private AgainstFlink(Path repository, Path folder, KafkaConnection bootstrap, MinuteRows rows) {
        this.repository = repository;
        this.folder = folder;
        this.bootstrap = bootstrap;
        this.rows = rows;
    }

    static void run(Path repository) throws Exception {
        Path folder = Files.createTempDirectory("datalab-bench-flink");
        try (EmbeddedKafka kafka = new EmbeddedKafka(folder.resolve("kafka"), DataLabProcess.freePort(), false);
                EmbeddedPostgres postgres = new EmbeddedPostgres(
                        folder.resolve("postgres"), folder.resolve("programs"), DataLabProcess.freePort())) {
            kafka.start();
            postgres.start();
            Readings.fill(kafka, EVENTS);
            PostgresSettings settings = postgres.settings();
            try (Connection connection =
                    DriverManager.getConnection(settings.url(), settings.user(), settings.password())) {
                MinuteRows rows = new MinuteRows(connection, settings);
                new AgainstFlink(repository, folder, kafka.bootstrap(), rows).compare();
            }
        }
        MeasuredDataLab.delete(folder);
    }

    private void compare() throws IOException, SQLException {
        Map<String, Contestant> contestants = new LinkedHashMap<>();
        contestants.put("DataLab, the view alone", new Contestant(datalab(false), MinuteRows.DATALAB));
        contestants.put("Flink SQL, in mini-batches", new Contestant(flink(true), MinuteRows.FLINK));
        contestants.put("Flink SQL, row by row", new Contestant(flink(false), MinuteRows.FLINK));
        contestants.put("DataLab, archive and view", new Contestant(datalab(true), MinuteRows.DATALAB));
        Map<String, double[][]> rates = new LinkedHashMap<>();
        for (int run = 0; run < RUNS; run++) {
            for (Map.Entry<String, Contestant> contestant : contestants.entrySet()) {
                double[][] of = rates.computeIfAbsent(contestant.getKey(), name -> new double[2][RUNS]);
                measure(contestant.getKey(), contestant.getValue(), of, run);
            }
        }
        System.out.printf(
                "  %,d events into %,d rows, the same of all; events/s, medians of %d:%n", EVENTS, rows.count(), RUNS);
        double[][] ours = rates.values().iterator().next();
        rates.forEach((name, of) -> System.out.printf(
                "  DataLab's view alone is %.2f × from start and %.2f × warm: %-26s from start %,9.0f   warm %,9.0f%n",
                MeasuredDataLab.median(ours[0]) / MeasuredDataLab.median(of[0]),
                MeasuredDataLab.median(ours[1]) / MeasuredDataLab.median(of[1]),
                name,
                MeasuredDataLab.median(of[0]),
                MeasuredDataLab.median(of[1])));
    }

    private void measure(String name, Contestant contestant, double[][] rates, int run)
            throws IOException, SQLException {
        rows.forget();
        Path errors = folder.resolve("errors.txt");
        try (ComparisonProcess contender = new ComparisonProcess(
                contestant.command(),
                errors,
                rows.connection(),
                contestant.side().eventsInView())) {
            rates[0][run] = EVENTS / contender.first(EVENTS);
            rows.requireSame(contestant.side(), EVENTS);
            contender.stop();
            rows.forget();
            rates[1][run] = EVENTS / contender.again(EVENTS);
            rows.requireSame(contestant.side(), EVENTS);
            contender.stop(); // so that its partitions are free at once for the next
        }
        System.out.printf(
                "  run %d  %-26s from start %,9.0f   warm %,9.0f   load %.1f%n",
                run + 1,
                name,
                rates[0][run],
                rates[1][run],
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    private List<String> datalab(boolean withArchive) {
        List<String> command = new ArrayList<>();
        command.addAll(
                List.of(java(System.getProperty("java.home")), HEAP, "@" + repository.resolve("cli/jvm.options")));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), SpeedView.class.getName()));
        command.addAll(List.of(
                bootstrap.servers(), bootstrap.password(), rows.settings().url()));
        command.addAll(List.of(rows.settings().password(), "" + withArchive));
        return command;
    }

    /** Flink's own class path, and its own JDK where FLINK_JAVA_HOME names one. */
    private List<String> flink(boolean miniBatch) throws IOException {
        Path project = repository.resolve("bench/flink");
        String home = Objects.requireNonNullElse(System.getenv("FLINK_JAVA_HOME"), System.getProperty("java.home"));
        String classpath = project.resolve("target/classes") + ":"
                + Files.readString(project.resolve("target/classpath")).strip();
        List<String> command = new ArrayList<>();
        command.addAll(List.of(java(home), HEAP, "@" + project.resolve("jvm.options")));
        command.addAll(List.of("-cp", classpath, "datalab.bench.flink.FlinkView"));
        command.addAll(List.of(bootstrap.servers(), bootstrap.password(), Readings.TOPIC));
        command.addAll(List.of(rows.settings().url(), rows.settings().password(), "" + miniBatch));
        return command;
    }

    private static String java(String home) {
        return Path.of(home, "bin", "java").toString();
    }

    /** How it is started, and where its rows are. */
    private record Contestant(List<String> command, MinuteRows.Side side) {}
}
