package datalab.cli.simulate;

import datalab.app.LoggingSetup;
import datalab.app.terminal.CommandFailed;
import datalab.cli.client.ServerOption;
import datalab.cli.client.TimeoutOption;
import datalab.cli.simulate.scenario.ScenarioRun;
import datalab.lab.scenario.Scenario;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code datalab simulate}: a scenario of a lab, or made-up but lifelike events for one that ships with DataLab. */
@Command(
        name = "simulate",
        description = {
            "With --scenario: sends the events of a scenario into its stream, as simulated ones. They are history with changes,",
            "or what a model lets come. The same ones count once, however often they are sent. Ctrl-C ends it.",
            "With sensors, connections or stations instead of a LAB: makes up what the world would send to a lab."
        },
        preprocessor = LabOrSimulator.class,
        subcommands = {SensorsCommand.class, ConnectionsCommand.class, StationsCommand.class},
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class SimulateCommand implements Callable<Integer> {
    private static final double SPEED_MAX = 1e9;

    @Parameters(index = "0", arity = "0..1", paramLabel = "LAB", description = "the lab of the scenario")
    private @Nullable String lab;

    @Option(
            names = "--scenario",
            paramLabel = "FILE",
            description = "a file, or the name of one in labs/LAB/scenarios without .yaml")
    private @Nullable String scenario;

    @Option(
            names = "--speed",
            paramLabel = "N",
            description =
                    "so many times as fast as the events' own times say: 3600 is an hour in a second (as fast as it is taken)")
    private @Nullable Double speed;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "instead of the scenario's own: another number draws another")
    private @Nullable Integer seed;

    @Option(names = "--dry-run", description = "print the events as NDJSON, and send nothing")
    private boolean dryRun;

    @Option(names = "--labs", paramLabel = "DIR", description = "the folder of labs (./labs)")
    private Path labs = Path.of("labs");

    @Mixin
    private TimeoutOption timeout = new TimeoutOption(120);

    @Mixin
    private ServerOption server = new ServerOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        if (lab == null || scenario == null) {
            throw new ParameterException(
                    spec.commandLine(),
                    (lab == null ? "which lab?" : "what of the lab '" + lab + "'?")
                            + " A lab goes with --scenario FILE; without, there are simulators for sensors, connections"
                            + " and stations");
        }
        if (!lab.matches("[a-z][a-z0-9-]*")) {
            throw CommandFailed.ofUsage("'" + lab + "' is no name of a lab");
        }
        if (speed != null && !(speed > 0 && speed <= SPEED_MAX)) {
            throw CommandFailed.ofUsage("--speed is above 0 and at most 1000000000");
        }
        if (seed != null && (seed < 1 || seed > Scenario.SEED_MAX)) {
            throw CommandFailed.ofUsage("--seed is from 1 to " + Scenario.SEED_MAX);
        }
        ScenarioRun.Options options = new ScenarioRun.Options(
                server.address(), seed, speed == null ? 0 : speed, dryRun, server.isJson(), timeout.duration());
        LoggingSetup.quiet();
        return new ScenarioRun(labs, lab, scenario, options).run();
    }
}
