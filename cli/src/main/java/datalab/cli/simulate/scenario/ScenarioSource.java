package datalab.cli.simulate.scenario;

import datalab.app.folder.LabFolder;
import datalab.app.folder.ScenarioFolder;
import datalab.app.terminal.CommandFailed;
import datalab.lab.Lab;
import datalab.lab.scenario.Scenario;
import datalab.lab.yaml.LabFile;
import datalab.lab.yaml.LabGrammar;
import datalab.lab.yaml.ScenarioFile;
import datalab.lab.yaml.syntax.Mistake;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Reads a scenario and the lab that it is of; {@link CommandFailed} with all mistakes. */
final class ScenarioSource {
    private ScenarioSource() {}

    /**
     * Reads them.
     *
     * @param labs the folder of labs
     * @param name of the lab
     * @param scenario a file, or the name of one in the lab's folder
     */
    static Scenario read(Path labs, String name, String scenario) {
        Path folder = LabFolder.of(labs).resolve(name);
        Lab lab = switch (LabFile.read(folder, LabGrammar.LENIENT, null)) {
            case LabFile.Valid valid -> valid.lab();
            case LabFile.Invalid invalid -> throw wrong(invalid.mistakes());
        };
        if (!lab.name().equals(name)) {
            throw new CommandFailed(folder + " is of the lab " + lab.name() + ", expected " + name);
        }
        return switch (ScenarioFile.read(file(new ScenarioFolder(folder), scenario), lab)) {
            case ScenarioFile.Valid valid -> valid.scenario();
            case ScenarioFile.Invalid invalid -> throw wrong(invalid.mistakes());
        };
    }

    private static Path file(ScenarioFolder folder, String scenario) {
        Path file = Path.of(scenario);
        if (Files.isRegularFile(file)) {
            return file;
        }
        Path named = folder.file(scenario);
        if (Files.isRegularFile(named)) {
            return named;
        }
        List<String> names = folder.names();
        throw new CommandFailed("there is no file " + scenario + ", and no " + named + "; "
                + (names.isEmpty() ? "the lab has no scenarios" : "the lab has " + String.join(", ", names)));
    }

    private static CommandFailed wrong(List<Mistake> mistakes) {
        return new CommandFailed(mistakes.stream().map(Mistake::toString).collect(Collectors.joining("\n")));
    }
}
