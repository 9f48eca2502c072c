package datalab.cli.simulate;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code datalab simulate}: made-up but lifelike events for a lab that ships with DataLab. */
@Command(
        name = "simulate",
        description = "Makes up what the world would send to a lab: sensors, or the visitors of a conference.",
        subcommands = {SensorsCommand.class, ConnectionsCommand.class},
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class SimulateCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which lab? There are simulators for sensors and connections");
    }
}
