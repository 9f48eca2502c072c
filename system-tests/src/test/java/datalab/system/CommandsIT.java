package datalab.system;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.app.folder.DataFolder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people see who make a mistake: one sentence each that says what to do, and no stack trace. */
final class CommandsIT {
    private static final String LABS = "../labs";
    private static final String FIVE_MISTAKES = """
            lab: Wrong
            streams:
              readings:
                key: nme
                fields:
                  name:  {type: strin, required: true}
                  value: {type: number, min: 5, max: 1}
                colour: red
            views:
              latest: {of: reading, by: [name], keep: last}
            """;

    @TempDir
    private Path folder;

    @Test
    void checkTellsEveryMistakeWithLineAndColumn() throws Exception {
        Path file = labWith(FIVE_MISTAKES);

        Ran check = Ran.datalab("check", file.toString());

        assertThat(check.exit()).isEqualTo(1);
        assertThat(check.output().lines())
                .anyMatch(line -> line.startsWith(file + ":1:6:"))
                .anyMatch(line -> line.startsWith(file + ":4:10:"))
                .anyMatch(line -> line.startsWith(file + ":6:21:"))
                .anyMatch(line -> line.startsWith(file + ":8:5:"))
                .anyMatch(line -> line.startsWith(file + ":10:16:"));
        assertThat(check.output()).doesNotContain("\tat ");
    }

    @Test
    void checkSaysWhatIsInALabThatIsFine() throws Exception {
        Ran check = Ran.datalab("check", LABS + "/sensors", LABS + "/air-quality/lab.yaml");

        assertThat(check.exit()).isZero();
        assertThat(check.output()).contains("stream readings", "view per_minute", "route GET /air_quality");
    }

    @Test
    void checkSaysInASentenceThatThereIsNoFile() throws Exception {
        Ran check = Ran.datalab("check", "/nope");

        assertThat(check.exit()).isEqualTo(1);
        assertThat(check.output().lines())
                .filteredOn(line -> !line.startsWith("WARNING: "))
                .containsExactly("/nope: found no such file, expected a lab.yaml, or the folder of one", "1 mistake");
    }

    @Test
    void newLabIsFineAsItIs() throws Exception {
        Ran made = Ran.datalab("new", "garden", "--labs", folder.toString());
        Ran check = Ran.datalab("check", folder.resolve("garden").toString());
        Ran again = Ran.datalab("new", "garden", "--labs", folder.toString());

        assertThat(made.exit()).isZero();
        assertThat(check.exit()).as(check.output()).isZero();
        assertThat(again.exit()).isEqualTo(1);
        assertThat(again.output()).contains("exists already");
    }

    @Test
    void runRefusesALabWithMistakesAndTellsAll() throws Exception {
        Path file = labWith(FIVE_MISTAKES);

        Ran run = run("--labs", folder.toString());

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.output().lines().filter(line -> line.contains(file.toString())))
                .hasSizeGreaterThanOrEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--http-port", "--grpc-port", "--mqtt-port", "--kafka-port", "--postgres-port"})
    void runNamesTheOptionOfAPortThatIsTaken(String option) throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Ran run = run(
                    "--http-port",
                    "0",
                    "--grpc-port",
                    "0",
                    "--mqtt-port",
                    "0",
                    "--kafka-port",
                    "0",
                    "--postgres-port",
                    "0",
                    option,
                    "" + other.getLocalPort());

            assertThat(run.exit()).isEqualTo(1);
            // The JDK may have a word of its own about Kafka's use of it; the launcher silences that.
            assertThat(run.output().lines().filter(line -> !line.startsWith("WARNING: ")))
                    .singleElement()
                    .asString()
                    .startsWith("datalab: port " + other.getLocalPort() + " on 127.0.0.1")
                    .contains(option + " names another");
        }
    }

    @Test
    void runNamesTheProcessThatUsesTheDataFolder() throws Exception {
        try (DataFolder held = DataFolder.hold(folder.resolve("data"))) {
            Ran run = run();

            assertThat(run.exit()).isEqualTo(1);
            assertThat(run.output())
                    .contains(held.path() + " is in use by another DataLab, process "
                            + ProcessHandle.current().pid())
                    .contains("--data");
        }
    }

    @Test
    void runRefusesToListenBeyondThisMachine() throws Exception {
        Ran run = run("--host", "0.0.0.0");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.output()).contains("--allow-open");
    }

    @Test
    void runSaysWhichServersAPartOfItNeeds() throws Exception {
        Ran run = run("--role", "process", "--role", "web");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.output())
                .contains("datalab: role is process,web, and only", "DATALAB_KAFKA_BOOTSTRAP", "DATALAB_POSTGRES_URL");
    }

    @Test
    void runNamesALabThatIsNotThere() throws Exception {
        Ran run = run("sensor");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.output()).contains("there is no lab sensor", "air-quality, connections, sensors, twin, users");
    }

    @Test
    void printConfigShowsWhatIsInForceAndEnds() throws Exception {
        Ran run = run("--mqtt-port", "1", "--print-config");

        assertThat(run.exit()).isZero();
        assertThat(run.output()).containsPattern("mqtt:\n {2}port: 1 +# --mqtt-port");
    }

    @Test
    void runSaysInASentenceWhatKeepsItFromStarting() throws Exception {
        Path old = Files.createDirectories(folder.resolve("data/postgres/data"));
        Files.writeString(old.resolve("PG_VERSION"), "9\n");
        Path config = Files.writeString(folder.resolve("datalab.yaml"), "kafka: {port: 0}\npostgres: {port: 0}\n");

        Ran run = run("--config", config.toString(), "--http-port", "0", "--mqtt-port", "0", "--grpc-port", "0");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.output()).contains("is of PostgreSQL 9", "logs has more").doesNotContain("\tat ");
        assertThat(folder.resolve("data/logs/datalab.log")).content().contains("not started", "\tat ");
    }

    @Test
    void sendGivesUpWhereNobodyAnswers() throws Exception {
        Ran send = Ran.datalab("send", "sensors.readings", "--url", "http://127.0.0.1:1", "--timeout", "0");

        assertThat(send.exit()).isEqualTo(1);
        assertThat(send.output())
                .contains("http://127.0.0.1:1/ cannot be reached")
                .doesNotContain("\tat ");
    }

    private Ran run(String... options) throws IOException, InterruptedException {
        String[] all = new String[options.length + 5];
        System.arraycopy(
                new String[] {"run", "--data", folder.resolve("data").toString(), "--labs", LABS}, 0, all, 0, 5);
        System.arraycopy(options, 0, all, 5, options.length);
        return Ran.datalab(all);
    }

    private Path labWith(String yaml) throws IOException {
        Path file = folder.resolve("wrong").resolve("lab.yaml");
        Files.createDirectories(file.getParent());
        return Files.writeString(file, yaml);
    }
}
