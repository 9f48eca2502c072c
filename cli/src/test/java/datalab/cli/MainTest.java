package datalab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The command line as far as it goes without a server. */
final class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void helpNamesEveryCommand() {
        String help = Main.helpText();

        assertThat(Main.commandLine().getSubcommands().keySet())
                .filteredOn(name -> !name.equals("help"))
                .allSatisfy(name -> assertThat(help).contains("  " + name + " "));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    rnu | there is no command 'rnu'; did you mean run
                    sned sensors.readings | there is no command 'sned'; did you mean send
                    simulate sensor | what of the lab 'sensor'? A lab goes with --scenario FILE
                    check --nope | there is no option '--nope'
                    rebuild --timeuot 5 | there is no option '--timeuot'; did you mean --timeout
                    run --http-prot 1 | there is no option '--http-prot'; did you mean --http-port
                    send sensors.readings a.csv b.csv | 'b.csv' is more than send takes
                    send | Missing required parameters: 'LAB.STREAM'
                    send readings | 'readings' is no stream; expected LAB.STREAM
                    send sensors.readings a.csv --format xml | Invalid value for option '--format'
                    send sensors.readings --url nowhere | 'nowhere' is no URL
                    send sensors.readings --timeout soon | 'soon' is not a whole number
                    rebuild readings | 'readings' is no view; expected LAB.VIEW
                    verify a.b --url http:/x | is no URL
                    drop Readings | 'Readings' is no view
                    new 9lives | '9lives' is no name for a lab
                    new information-schema | is no name for a lab; expected another name
                    new pg-stat | is no name for a lab
                    run --http-port abc | --http-port: http.port is 'abc'; expected a port
                    run --role ingest,wep | --role: role is 'ingest,wep'
                    batch sensors.latest --postgres-port -1 | --postgres-port: postgres.port is '-1'
                    completion fish | expected one of
                    simulate | which lab? A lab goes with --scenario FILE
                    simulate --scenario a.yaml | which lab?
                    simulate Twin --scenario a | 'Twin' is no name of a lab
                    simulate twin --scenario a --speed 0 | --speed is above 0
                    simulate twin --scenario a --seed 0 | --seed is from 1
                    simulate twin --scenario a --url x | 'x' is no URL
                    simulate twin --scenaro a | there is no option '--scenaro'; did you mean --scenario
                    simulate sensors --devices 0 | --devices and --rate are from 1
                    simulate sensors --duration -5 | --duration is -5
                    simulate sensors --rate much | 'much' is not a number
                    simulate sensors --hours 800 | --hours is 800
                    simulate sensors --hours 2 --duration 5 | goes without --duration
                    simulate connections --day tomorrow | 'tomorrow' is no date such as 2024-05-31
                    simulate connections --hours 25 | --hours from 1 to 24
                    simulate stations --speed 0 | --speed is above 0
                    simulate stations --from soon | 'soon' is no time such as 2024-05-31T12:00:00Z
                    """)
    void mistakesOfUsageEndWithTwoAndASentence(String command, String sentence) {
        int exit = execute(command.split(" "));

        assertThat(exit).isEqualTo(2);
        assertThat(err.toString())
                .startsWith("datalab: ")
                .contains(sentence)
                .doesNotContain("Exception", "java.", "\tat ", "index 0");
    }

    @ParameterizedTest
    @CsvSource({"send, 120", "export, 120", "publish, 120", "fit, 600", "rebuild, 120", "resume, 60", "simulate, 120"})
    void helpSaysHowLongACommandWaits(String command, int seconds) {
        String help = Objects.requireNonNull(Main.commandLine().getSubcommands().get(command))
                .getUsageMessage()
                .replaceAll("\\s+", " ");

        assertThat(help)
                .contains("--timeout=SECONDS how long to go on while the server does not answer, or nothing moves ("
                        + seconds + ")");
    }

    @Test
    void repeatsWhatWasTypedWithoutWhatSteersATerminal() {
        int exit = execute("send", "sensors.rea\u001b[2Jdings");

        assertThat(exit).isEqualTo(2);
        assertThat(err.toString())
                .contains("'sensors.rea?[2Jdings' is no stream")
                .doesNotContain("\u001b");
    }

    @Test
    void aFileThatIsNotThereEndsWithOneAndASentence() {
        int exit = execute("send", "sensors.readings", "/no/such/file");

        assertThat(exit).isEqualTo(1);
        assertThat(err.toString()).isEqualTo("datalab: /no/such/file cannot be read: there is no such file\n");
    }

    @Test
    void checkKnowsTheServersByTheSettings(@TempDir Path folder) throws IOException {
        String yaml = "lab: a\nstreams: {s: {fields: {a: number}}}\nviews: {v: {of: s, n: count%s}}\n";
        Path without = Files.writeString(folder.resolve("without.yaml"), yaml.formatted(""));
        Path with = Files.writeString(folder.resolve("with.yaml"), yaml.formatted(", out: {to: shop, table: t}"));
        Path settings = Files.writeString(folder.resolve("datalab.yaml"), "http: {port: 1}\n");

        assertThat(execute("check", without.toString(), "--config", settings.toString()))
                .isZero();
        assertThat(execute("check", with.toString(), "--config", settings.toString()))
                .isOne();
    }

    @Test
    void checkComparesTheOutputsOfItsFiles(@TempDir Path folder) throws IOException {
        Path settings = Files.writeString(
                folder.resolve("datalab.yaml"), "servers: {m: {kind: jdbc, url: \"jdbc:mysql://a/b\", user: u}}\n");
        String lab = "lab: %s\nstreams: {s: {key: id, unique: id, fields: {id: string}, out: {to: m, table: t}}}\n";
        Path one = Files.writeString(folder.resolve("one.yaml"), lab.formatted("one"));
        Path other = Files.writeString(folder.resolve("other.yaml"), lab.formatted("other"));

        assertThat(execute("check", "--config", settings.toString(), one.toString()))
                .isZero();
        assertThat(execute("check", "--config", settings.toString(), one.toString(), other.toString()))
                .isOne();
    }

    @Test
    void checkLooksAtAProfile(@TempDir Path folder) throws IOException {
        String lab = Files.writeString(folder.resolve("lab.yaml"), "lab: a\nstreams: {s: {fields: {a: number}}}\n")
                .toString();
        Files.writeString(folder.resolve("good.yaml"), "http: {port: 1}\nlab: {title: b}\n");
        Files.writeString(folder.resolve("settings.yaml"), "http: {prot: 1}\n");
        Files.writeString(folder.resolve("labs.yaml"), "lab: {titel: b}\n");

        assertThat(execute("check", lab, "--profile", "good")).isZero();
        assertThat(execute("check", lab, "--profile", "settings")).isOne();
        assertThat(err.toString()).contains("settings.yaml:1:14: there is no setting http.prot");
        assertThat(execute("check", lab, "--profile", "labs")).isOne();
        assertThat(execute("check", lab, "--profile", "none")).isOne();
        assertThat(err.toString()).contains("none.yaml: there is no such profile; there are good, labs, settings");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"simulate LAB --scenario none", "simulate --scenario none LAB", "simulate --scenario=none LAB"})
    void aLabMayBeCalledAsASimulator(String command, @TempDir Path labs) throws IOException {
        for (String lab : List.of("sensors", "connections", "twin")) {
            Path folder = Files.createDirectories(labs.resolve(lab).resolve("scenarios"));
            Files.writeString(
                    labs.resolve(lab).resolve("lab.yaml"), "lab: " + lab + "\nstreams: {s: {fields: {a: number}}}\n");
            Files.writeString(folder.resolve("other.yaml"), "");

            assertThat(execute(command.replace("simulate", "simulate --labs=" + labs)
                            .replace("LAB", lab)
                            .split(" ")))
                    .isOne();
            assertThat(err.toString())
                    .endsWith("scenarios/none.yaml; the lab has other\n".replace("scenarios", lab + "/scenarios"));
        }
    }

    @Test
    void checkLooksAtTheScenariosBesideALab(@TempDir Path lab) throws IOException {
        Files.writeString(
                lab.resolve("lab.yaml"),
                "lab: a\nstreams: {s: {key: k, time: t, fields: {k: string, n: number, scenario: string}}}\n");
        Path scenario = Files.createDirectories(lab.resolve("scenarios")).resolve("less.yaml");
        String good = "scenario: less\nof: s\nfrom: 2026-01-01\nto: 2026-02-01\nchanges: [{field: n, scale: 0.5}]\n";
        Files.writeString(scenario, good);
        assertThat(execute("check", lab.toString())).isZero();

        Files.writeString(scenario, good.replace("field: n", "field: m"));
        assertThat(execute("check", lab.toString())).isOne();
        Files.writeString(scenario, good.replace("scenario: less", "scenario: more"));
        assertThat(execute("check", lab.toString())).isOne();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--version", "-V", "send --version", "simulate connections --version"})
    void saysItsVersionWhereverItIsAsked(String command) {
        int exit = execute(command.split(" "));

        assertThat(exit).isZero();
        assertThat(out.toString()).startsWith("datalab ").contains(", Java ");
    }

    @Test
    void everyHelpNamesTheExitCodes() {
        List<CommandLine> commands =
                new ArrayList<>(Main.commandLine().getSubcommands().values());
        commands.addAll(command("simulate").getSubcommands().values());

        assertThat(commands)
                .allSatisfy(command -> assertThat(command.getUsageMessage())
                        .contains("Ends with 0 where", "Ends with 2 where the command itself was wrong."));
    }

    @Test
    void everyCommandThatTalksToAServerCanBeReadByAProgram() {
        for (String command : List.of("send", "rebuild", "verify", "drop")) {
            assertThat(command(command).getUsageMessage()).contains("--url", "--json");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh"})
    void completesCommandsAndOptions(String shell) {
        int exit = execute("completion", shell);

        assertThat(exit).isZero();
        assertThat(out.toString()).contains("complete -F _complete_datalab", "simulate", "--http-port", "--swap-axes");
    }

    private static CommandLine command(String name) {
        return Objects.requireNonNull(Main.commandLine().getSubcommands().get(name));
    }

    private int execute(String... command) {
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(command);
    }
}
