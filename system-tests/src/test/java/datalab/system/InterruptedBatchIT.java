package datalab.system;

import static datalab.testkit.Needs.Part.SCRIPT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import datalab.testkit.DataLabProcess;
import datalab.testkit.Needs;
import datalab.testkit.StartedJava;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Batches that are ended in the middle, and how people are shown how far one is. */
final class InterruptedBatchIT {
    private static final int WALKERS = 20_000;
    private static final Pattern PERCENT = Pattern.compile("(\\d+)%");
    private static final String LAB = """
            lab: walk
            streams:
              steps:
                key: who
                fields: {who: {type: string}}
                in: {http: POST /steps}
            views:
              taken: {of: steps, by: [who], n: count}
              all: {of: steps, n: count}
            """;

    @TempDir
    static Path folder;

    private static DataLabProcess datalab;
    private static SlowBatches batches;

    @BeforeAll
    static void startWithEvents() throws IOException, SQLException {
        Files.createDirectories(folder.resolve("labs/walk"));
        Files.writeString(folder.resolve("labs/walk/lab.yaml"), LAB);
        datalab = new DataLabProcess(folder.resolve("labs"), folder.resolve("data"));
        datalab.start();
        String steps = IntStream.range(0, WALKERS)
                .mapToObj("{\"who\":\"walker%d\"}"::formatted)
                .collect(Collectors.joining("\n"));
        datalab.post("/steps", "application/x-ndjson", steps);
        await().until(() -> datalab.get("/labs/walk/views/all").body().contains("\"n\":" + WALKERS));
        batches = new SlowBatches(datalab.postgres());
        batches.betweenTellings(Duration.ofSeconds(1));
        batches.inEachWriting("taken", Duration.ofMillis(300));
    }

    @AfterAll
    static void stop() {
        datalab.close();
    }

    /** The DataLab tries again what was ended, as it has the role batch. */
    @BeforeEach
    void awaitTheOneBefore() {
        String open = "select count(*) from datalab.batches where id = (select max(id) from datalab.batches"
                + " where view = 'taken') and state <> 'done'";
        await().until(() -> batches.text(open).equals("0"));
    }

    @ParameterizedTest
    @CsvSource({"TERM, 143", "INT, 130"})
    void aBatchThatIsEndedIsReleasedAtOnce(String signal, int exit) throws Exception {
        Path output = folder.resolve("batch-" + signal);
        Process batch = start(
                output, "batch", "walk.taken", "--labs", folder.resolve("labs").toString());
        String run = awaitRunning();

        kill(signal, batch);

        assertThat(batch.waitFor(15, TimeUnit.SECONDS)).isTrue();
        assertThat(batch.exitValue()).as(Files.readString(output)).isEqualTo(exit);
        assertThat(of(run, "concat_ws(', ', state, error, lease_until is null)"))
                .as(Files.readString(output))
                .isEqualTo("failed, stopped with its process, t");
        assertThat(Files.readString(output))
                .contains("stopped with its process")
                .doesNotContain("\tat ", "in time", "ERROR", "batch failed");
        assertThat(datalab.get("/labs/walk/views/taken?who=walker7").body()).contains("\"n\":1}");
    }

    @ParameterizedTest
    @CsvSource({"TERM, 143", "INT, 130"})
    void aRebuildGoesOnWithoutTheCommandAndLeavesNothingBehind(String signal, int exit) throws Exception {
        Path output = folder.resolve("rebuild-" + signal);
        Process rebuild =
                start(output, "rebuild", "walk.taken", "--url", datalab.url("").toString());
        String run = awaitRunning();

        kill(signal, rebuild);

        assertThat(rebuild.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(rebuild.exitValue()).as(Files.readString(output)).isEqualTo(exit);
        assertThat(Files.readString(output))
                .contains("goes on without this command")
                .doesNotContain("\tat ");
        await().until(() -> of(run, "state").equals("done"));
        String table = "datalab.partial_" + batches.text("select id from datalab.views where name = 'taken'");
        assertThat(batches.text("select count(*) || ' ' || count(distinct (_partition, _epoch)) from " + table))
                .isEqualTo(WALKERS + " 1");
    }

    @Test
    @Needs(SCRIPT)
    void aBarOnATerminalGrowsToItsEnd() throws Exception {
        Ran rebuild = Ran.onTerminal(100, "rebuild", "walk.taken", "--url", "" + datalab.url(""));

        List<Integer> percents = PERCENT.matcher(rebuild.output())
                .results()
                .map((MatchResult found) -> Integer.parseInt(found.group(1)))
                .toList();
        assertThat(rebuild.exit()).as(rebuild.output()).isZero();
        assertThat(percents).isSorted().endsWith(100).anyMatch(percent -> percent > 0 && percent < 100);
        assertThat(rebuild.output()).contains("walk.taken rebuilt: 20,000 rows from 20,000 records of the log");
    }

    @Test
    void aFileGetsLinesWithoutControlCharacters() throws Exception {
        Path output = folder.resolve("lines");
        Process rebuild =
                start(output, "rebuild", "walk.taken", "--url", datalab.url("").toString());

        assertThat(rebuild.waitFor(90, TimeUnit.SECONDS)).isTrue();

        String shown = Files.readString(output);
        assertThat(rebuild.exitValue()).as(shown).isZero();
        assertThat(shown).contains("recompute", " is ").doesNotContain("\u001b", "\r", "\b");
        assertThat(shown.lines()
                        .filter(line -> !line.startsWith("WARNING: "))
                        .toList()
                        .getLast())
                .startsWith("walk.taken rebuilt: 20,000 rows from 20,000 records of the log in ");
    }

    private static String awaitRunning() {
        String running = "select id from datalab.batches where view = 'taken' and state = 'running'";
        return await().until(() -> batches.text(running), id -> !id.isEmpty());
    }

    private static String of(String run, String columns) throws SQLException {
        return batches.text("select " + columns + " from datalab.batches where id = " + run);
    }

    /** With the signals as a shell leaves them, whatever this test was started from. */
    private static Process start(Path output, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT,TERM"));
        command.addAll(StartedJava.datalab(List.of()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("DATALAB_POSTGRES_URL", datalab.postgres().url());
        builder.environment()
                .put("DATALAB_POSTGRES_PASSWORD", datalab.postgres().password());
        builder.environment().put("DATALAB_POSTGRES_USER", "datalab");
        return builder.start();
    }

    private static void kill(String signal, Process process) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + signal, "" + process.pid()).start().waitFor();
    }
}
