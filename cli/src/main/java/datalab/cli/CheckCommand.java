package datalab.cli;

import datalab.app.folder.LabFolder;
import datalab.app.folder.LabProfiles;
import datalab.app.folder.ScenarioFolder;
import datalab.app.settings.LoadedSettings;
import datalab.app.settings.Settings;
import datalab.app.settings.SettingsSources;
import datalab.app.source.Sources;
import datalab.app.terminal.CountText;
import datalab.app.terminal.Terminal;
import datalab.lab.Lab;
import datalab.lab.stream.StreamInputs;
import datalab.lab.yaml.LabFile;
import datalab.lab.yaml.LabGrammar;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code datalab check}: every mistake of a lab.yaml, or what is in it. */
@Command(
        name = "check",
        description = {
            "Checks lab.yaml files, the headers of their CSV files, and the scenarios beside them; every mistake with line",
            "and column."
        },
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "a lab.yaml, or the folder of one")
    private List<Path> files = List.of();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "settings, which name the servers of outputs (./datalab.yaml where it exists)")
    private @Nullable Path config;

    @Option(names = "--profile", paramLabel = "NAME", description = "with NAME.yaml beside each lab.yaml laid over it")
    private @Nullable String profile;

    private final Set<String> shared = new HashSet<>();

    @Override
    public Integer call() {
        int mistakes = 0;
        List<Lab> labs = new ArrayList<>();
        Set<Path> seen = new HashSet<>();
        for (Path file : files) {
            if (!seen.add(labFile(file).toAbsolutePath().normalize())) {
                continue;
            }
            switch (read(file)) {
                case LabFile.Valid valid -> {
                    ScenarioFolder scenarios = new ScenarioFolder(valid.lab().folder());
                    List<String> wrongFiles = Stream.concat(
                                    Sources.ALL.stream().flatMap(source -> source.mistakes(valid.lab()).stream()),
                                    scenarios.mistakes(valid.lab()).stream())
                            .toList();
                    System.out.print(summary(file, valid.lab(), scenarios));
                    labs.add(valid.lab());
                    wrongFiles.forEach(CheckCommand::print);
                    mistakes += wrongFiles.size();
                }
                case LabFile.Invalid invalid -> {
                    invalid.mistakes().forEach(CheckCommand::print);
                    mistakes += invalid.mistakes().size();
                }
            }
        }
        List<String> sameOutputs = LabFolder.sameOutputs(labs, shared::contains);
        sameOutputs.forEach(CheckCommand::print);
        mistakes += sameOutputs.size();
        if (mistakes > 0) {
            System.out.println(mistakes == 1 ? "1 mistake" : mistakes + " mistakes");
        }
        return mistakes == 0 ? 0 : 1;
    }

    /** With the servers of the settings, those of its profile too. */
    private LabFile read(Path file) {
        Path lab = labFile(file);
        Path over = profile == null ? null : LabProfiles.of(lab, profile);
        SettingsSources sources = new SettingsSources(
                SettingsSources.file(config), Stream.ofNullable(over).toList(), System.getenv(), Map.of());
        Settings settings = LoadedSettings.load(sources).settings();
        shared.addAll(settings.outputServers().shared());
        LabGrammar grammar = new LabGrammar(Sources.grammars(settings.inputServers()), settings.outputServers());
        return LabFile.read(lab, grammar, over);
    }

    private static Path labFile(Path file) {
        return Files.isDirectory(file) ? file.resolve("lab.yaml") : file;
    }

    private static void print(Object mistake) {
        System.out.println(Terminal.plain(mistake.toString()));
    }

    private static String summary(Path file, Lab lab, ScenarioFolder scenarios) {
        List<String> lines = new ArrayList<>();
        lines.add(file + ": fine");
        lines.add("  lab " + lab.name() + ", " + lab.title());
        lab.streams()
                .values()
                .forEach(stream -> lines.add("  stream " + stream.name() + ", "
                        + CountText.of(stream.fields().size(), "field")
                        + ways(stream.in())));
        lab.views().values().forEach(view -> lines.add("  view " + view.name() + " of " + view.source()));
        lab.archives().forEach((stream, place) -> lines.add("  archive of " + stream + " in " + place.target()));
        lab.outputs()
                .forEach((of, outputs) ->
                        outputs.forEach(output -> lines.add("  output of " + of + " to " + output.target())));
        lab.routes().forEach(route -> lines.add("  route " + route.method() + " " + route.path()));
        scenarios.names().forEach(name -> lines.add("  scenario " + name));
        return String.join("\n", lines) + "\n";
    }

    private static String ways(StreamInputs in) {
        Map<String, String> ways = new LinkedHashMap<>();
        in.all()
                .forEach(input ->
                        ways.merge(input.label(), String.join(" ", input.texts()), (one, other) -> one + " " + other));
        StringBuilder all = new StringBuilder();
        ways.forEach(
                (label, texts) -> all.append(", ").append(label).append(' ').append(texts));
        return all.toString();
    }
}
