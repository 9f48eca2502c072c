package datalab.bench.load;

import datalab.lab.Lab;
import datalab.lab.yaml.LabFile;
import datalab.log.connection.KafkaConnection;
import datalab.postgres.PostgresSettings;
import datalab.testkit.DataLabProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The DataLab that is measured: started by the launcher in a temporary folder, which is deleted at the end. */
public final class MeasuredDataLab implements AutoCloseable {
    /** Readings of named sensors in three views. */
    public static final String LAB = """
            lab: bench
            title: Readings to measure with
            streams:
              readings:
                key: name
                time: timestamp
                fields:
                  name:  {type: string, required: true, max: 100}
                  value: {type: number, unit: "°C"}
                in: {mqtt: ["bench/#"]}
            views:
              latest:     {of: readings, by: [name], keep: last}
              per_minute: {of: readings, by: [name], every: 1m, n: count, mean: avg(value), low: min(value), high: max(value)}
              totals:     {of: readings, by: [name], n: count, sum: sum(value), spread: stddev(value)}
            """;

    public static final String STREAM = "/labs/bench/streams/readings";

    public final DataLabProcess datalab;
    private final Path folder;

    private MeasuredDataLab(DataLabProcess datalab, Path folder) {
        this.datalab = datalab;
        this.folder = folder;
    }

    /** Starts one with the lab above. */
    public static MeasuredDataLab start(Path repository) throws IOException {
        Path folder = folderOf("bench", LAB);
        return start(repository, folder.resolve("labs"), folder);
    }

    /** Starts one with another lab, which is named bench too, and with settings as datalab.yaml has them. */
    public static MeasuredDataLab start(Path repository, String lab, String settings) throws IOException {
        Path folder = folderOf("bench", lab);
        Path file = Files.writeString(folder.resolve("datalab.yaml"), settings);
        DataLabProcess datalab =
                process(repository, folder.resolve("labs"), folder).with("DATALAB_CONFIG", file.toString());
        datalab.start();
        return new MeasuredDataLab(datalab, folder);
    }

    /** What is set before a start. */
    public interface Setup {
        void of(DataLabProcess datalab) throws IOException;
    }

    /** Starts one with the lab above, set up. */
    public static MeasuredDataLab start(Path repository, Setup setup) throws IOException {
        Path folder = folderOf("bench", LAB);
        DataLabProcess datalab = process(repository, folder.resolve("labs"), folder);
        setup.of(datalab);
        datalab.start();
        return new MeasuredDataLab(datalab, folder);
    }

    /** The operator's token, where everybody logs in. */
    public String operatorToken() throws IOException {
        return Files.readString(folder.resolve("data/admin-token")).strip();
    }

    /** Starts one that only ingests the lab's events into an external log. */
    public static MeasuredDataLab startIngest(Path repository, KafkaConnection kafka) throws IOException {
        return startIngest(repository, kafka, LAB);
    }

    /** The same of another lab, which is named bench too. */
    public static MeasuredDataLab startIngest(Path repository, KafkaConnection kafka, String lab) throws IOException {
        Path folder = folderOf("bench", lab);
        DataLabProcess datalab = process(repository, folder.resolve("labs"), folder)
                .withRole("ingest")
                .sharing(kafka, PostgresSettings.of("jdbc:postgresql:unused", "unused", ""));
        datalab.start();
        return new MeasuredDataLab(datalab, folder);
    }

    private static Path folderOf(String name, String lab) throws IOException {
        Path folder = Files.createTempDirectory("datalab-bench");
        Path lone = Files.createDirectories(folder.resolve("labs").resolve(name));
        Files.writeString(lone.resolve("lab.yaml"), lab);
        return folder;
    }

    /** Starts one with the lab above on external servers. */
    public static MeasuredDataLab startSharing(Path repository, KafkaConnection kafka, PostgresSettings postgres)
            throws IOException {
        return startSharing(repository, kafka, postgres, LAB);
    }

    /** The same with another lab, which is named bench too. */
    public static MeasuredDataLab startSharing(
            Path repository, KafkaConnection kafka, PostgresSettings postgres, String lab) throws IOException {
        return startSharing(repository, kafka, postgres, folderOf("bench", lab));
    }

    /** The same with the lab {@code sensors} as it ships. */
    public static MeasuredDataLab startSensors(Path repository, KafkaConnection kafka, PostgresSettings postgres)
            throws IOException {
        String lab = Files.readString(repository.resolve("labs/sensors/lab.yaml"));
        return startSharing(repository, kafka, postgres, folderOf("sensors", lab));
    }

    private static MeasuredDataLab startSharing(
            Path repository, KafkaConnection kafka, PostgresSettings postgres, Path folder) {
        DataLabProcess datalab =
                process(repository, folder.resolve("labs"), folder).sharing(kafka, postgres);
        datalab.start();
        return new MeasuredDataLab(datalab, folder);
    }

    /** Starts one with the labs that ship with DataLab. */
    public static MeasuredDataLab startShipped(Path repository) throws IOException {
        return start(repository, repository.resolve("labs"), Files.createTempDirectory("datalab-bench"));
    }

    private static MeasuredDataLab start(Path repository, Path labs, Path folder) {
        DataLabProcess datalab = process(repository, labs, folder);
        datalab.start();
        return new MeasuredDataLab(datalab, folder);
    }

    private static DataLabProcess process(Path repository, Path labs, Path folder) {
        return new DataLabProcess(List.of(repository.resolve("datalab").toString()), labs, folder.resolve("data"));
    }

    /** The process id of its PostgreSQL, which is no child of it. */
    public long postmaster() throws IOException {
        Path file = folder.resolve("data/postgres/data/postmaster.pid");
        return Long.parseLong(Files.readAllLines(file).getFirst().strip());
    }

    public static Lab lab(String yaml) {
        if (LabFile.parse("bench", Path.of("."), yaml) instanceof LabFile.Valid(Lab lab)) {
            return lab;
        }
        throw new IllegalStateException("the bench's lab is not valid");
    }

    /** A lab of this name with one stream, the locations of persons. */
    public static String locations(String name) {
        return """
            lab: %s
            title: Locations to measure with
            streams:
              locations:
                key: person_id
                time: creation_time
                fields:
                  person_id: {type: integer, required: true}
                  latitude:  {type: number, required: true}
                  longitude: {type: number, required: true}
                position: [latitude, longitude]
            """.formatted(name);
    }

    public static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    public static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    @Override
    public void close() throws IOException {
        datalab.close();
        delete(folder);
    }
}
