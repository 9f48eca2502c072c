package datalab.system;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.log.KafkaLog;
import datalab.testkit.DataLabProcess;
import datalab.testkit.Sql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code datalab drop LAB}: nothing is left of one lab, and all of the other. */
final class DropLabIT {
    private static final String LAB = """
            lab: NAME
            streams:
              steps:
                key: id
                unique: id
                fields: {id: {type: integer, generated: true}, value: number}
                quality: [{gross_range: {field: value, fail: [0, 10]}}]
            views:
              count: {of: steps, n: count}
            """;

    @TempDir
    static Path folder;

    private static DataLabProcess datalab;

    @BeforeAll
    static void startTwoLabs() throws IOException {
        for (String lab : List.of("old-one", "kept")) {
            Files.writeString(
                    Files.createDirectories(folder.resolve("labs/" + lab)).resolve("lab.yaml"),
                    LAB.replace("NAME", lab));
        }
        datalab = new DataLabProcess(folder.resolve("labs"), folder.resolve("data"));
        datalab.start();
        for (String lab : List.of("old-one", "kept")) {
            datalab.post("/labs/" + lab + "/streams/steps", "application/json", "[{\"value\":1},{\"value\":\"no\"}]");
            Awaitility.await()
                    .until(() -> datalab.get("/labs/" + lab + "/views/count")
                                    .body()
                                    .contains("\"n\":1")
                            && datalab.get("/labs/" + lab + "/rejects").body().contains("wrong_type"));
        }
    }

    @AfterAll
    static void stop() {
        datalab.close();
    }

    @Test
    void dropsALabWhenAskedTwiceAndNothingOfTheOther() throws Exception {
        Ran running = drop("old-one", "--yes");
        log(log -> log.ensureTopic("old-one.of-another-program", 1));
        datalab.stop();
        Ran asked = drop("old-one");
        Ran dropped = drop("old-one", "--yes");
        Ran again = drop("old-one", "--yes");
        Files.delete(folder.resolve("labs/old-one/lab.yaml"));
        datalab.start();

        assertThat(running.exit()).isEqualTo(1);
        assertThat(running.output()).contains("is in use by another DataLab");
        assertThat(asked.exit()).isEqualTo(1);
        assertThat(asked.output())
                .contains("events   1, in old_one.steps")
                .contains("views    count")
                .contains("rejects  1")
                .contains("topics   old-one.steps")
                .contains("nothing was deleted; --yes deletes it");
        assertThat(dropped.exit()).as(dropped.output()).isZero();
        assertThat(dropped.output()).contains("old-one dropped");
        assertThat(again.exit()).isEqualTo(1);
        assertThat(again.output()).contains("nothing is kept of a lab old-one");
        assertThat(asked.output() + dropped.output()).doesNotContain("of-another-program");
        log(log -> assertThat(log.topicsStartingWith("old-one.")).containsExactly("old-one.of-another-program"));
        assertThat(left("old-one")).isEmpty();
        assertThat(left("kept")).contains("progress", "rejects", "views", "numbers", "streams", "usual_flags");
        assertThat(sql("select to_regnamespace('old_one')::text")).isNull();
        assertThat(datalab.get("/labs/kept/streams/steps").body()).contains("\"value\":1");
    }

    private static void log(Consumer<KafkaLog> use) {
        try (KafkaLog log = new KafkaLog(datalab.kafka())) {
            log.start();
            use.accept(log);
        }
    }

    private static Ran drop(String... arguments) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("drop"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--data", folder.resolve("data").toString(), "--postgres-port", "" + datalab.postgresPort));
        return Ran.datalab(all.toArray(String[]::new));
    }

    /** The tables of DataLab's own that have rows of a lab. */
    private static List<String> left(String lab) {
        List<String> tables = List.of(sql("""
                select string_agg(relname, ' ') from pg_class join pg_attribute on attrelid = pg_class.oid
                where relnamespace = 'datalab'::regnamespace and relkind = 'r' and attname = 'lab'
                """).split(" "));
        return tables.stream()
                .filter(table -> !sql("select count(*) from datalab." + table + " where lab = '" + lab + "'")
                        .equals("0"))
                .toList();
    }

    private static String sql(String query) {
        return Sql.query(datalab.postgres(), query);
    }
}
