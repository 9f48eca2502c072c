package datalab.app.folder;

import datalab.app.settings.Settings;
import datalab.app.source.Sources;
import datalab.app.terminal.CommandFailed;
import datalab.lab.Lab;
import datalab.lab.output.Output;
import datalab.lab.stream.ArchivePlace;
import datalab.lab.yaml.LabFile;
import datalab.lab.yaml.LabGrammar;
import datalab.lab.yaml.output.OutputServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Reads a folder of labs: each sub-folder that holds a {@code lab.yaml}. */
public final class LabFolder {
    private static final int LABS_MAX = 200;

    private LabFolder() {}

    /** The default is {@code ./labs}, or the labs that came with the launcher where there is no such folder here. */
    public static Path of(Path labs) {
        String home = System.getProperty("datalab.home");
        boolean absent = labs.equals(Path.of("labs")) && !Files.isDirectory(labs);
        return absent && home != null ? Path.of(home, "labs") : labs;
    }

    /** The labs of the settings, with their servers and profiles, as {@link #read(Path, List, OutputServers)}. */
    public static List<Lab> read(Settings settings, List<String> only) {
        LabGrammar grammar = new LabGrammar(Sources.grammars(settings.inputServers()), settings.outputServers());
        return read(of(settings.labs()), only, grammar, settings.profiles());
    }

    /**
     * The labs in the order of their folders' names; {@link CommandFailed} with all mistakes of all of them.
     *
     * @param only the names of those wanted; empty for all
     * @param servers that outputs may be on
     */
    public static List<Lab> read(Path folder, List<String> only, OutputServers servers) {
        return read(folder, only, new LabGrammar(Sources.grammars(), servers), List.of());
    }

    private static List<Lab> read(Path folder, List<String> only, LabGrammar grammar, List<Path> profiles) {
        List<String> mistakes = new ArrayList<>();
        List<Lab> labs = new ArrayList<>();
        for (Path file : files(folder)) {
            Path profile = profiles.stream()
                    .filter(each -> Objects.equals(each.getParent(), file.getParent()))
                    .findFirst()
                    .orElse(null);
            switch (LabFile.read(file, grammar, profile)) {
                case LabFile.Valid valid -> labs.add(valid.lab());
                case LabFile.Invalid invalid -> invalid.mistakes().forEach(mistake -> mistakes.add(mistake.toString()));
            }
        }
        mistakes.addAll(sameNames(labs));
        mistakes.addAll(sameEndpoints(labs));
        mistakes.addAll(sameOutputs(labs, grammar.servers()::isShared));
        for (String name : only) {
            if (labs.stream().noneMatch(lab -> lab.name().equals(name)) && mistakes.isEmpty()) {
                mistakes.add("there is no lab " + name + " in " + folder + "; there are "
                        + labs.stream().map(Lab::name).toList());
            }
        }
        if (!mistakes.isEmpty()) {
            throw new CommandFailed(String.join("\n", mistakes));
        }
        return labs.stream()
                .filter(lab -> only.isEmpty() || only.contains(lab.name()))
                .toList();
    }

    /** Each lab.yaml in a folder of labs. */
    static List<Path> files(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            List<Path> files = entries.map(entry -> entry.resolve("lab.yaml"))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .limit(LABS_MAX + 1)
                    .toList();
            if (files.isEmpty()) {
                throw new CommandFailed("there is no lab in " + folder + ": no folder in it holds a lab.yaml");
            }
            if (files.size() > LABS_MAX) {
                throw new CommandFailed("there are more than " + LABS_MAX + " labs in " + folder);
            }
            return files;
        } catch (IOException e) {
            throw new CommandFailed(
                    "labs folder " + folder + " cannot be read: " + CommandFailed.words(e) + " (--labs names another)",
                    e);
        }
    }

    private static List<String> sameNames(List<Lab> labs) {
        List<String> mistakes = new ArrayList<>();
        Map<String, Lab> bySchema = new HashMap<>();
        for (Lab lab : labs) {
            Lab other = bySchema.putIfAbsent(lab.schema(), lab);
            if (other != null) {
                mistakes.add(lab.folder().resolve("lab.yaml") + ": the lab's name " + lab.name()
                        + " is too like that of " + other.folder().resolve("lab.yaml") + "; expected another name");
            }
        }
        return mistakes;
    }

    private static List<String> sameEndpoints(List<Lab> labs) {
        List<String> mistakes = new ArrayList<>();
        Map<String, Lab> byEndpoint = new HashMap<>();
        for (Lab lab : labs) {
            for (String endpoint : lab.endpoints()) {
                Lab other = byEndpoint.putIfAbsent(endpoint, lab);
                if (other != null) {
                    mistakes.add(lab.folder().resolve("lab.yaml") + ": " + endpoint + " is taken by "
                            + other.folder().resolve("lab.yaml") + "; expected another path");
                }
            }
        }
        return mistakes;
    }

    /**
     * What is said of outputs of several labs that write to one table.
     *
     * @param isShared on which servers they may
     */
    public static List<String> sameOutputs(List<Lab> labs, Predicate<String> isShared) {
        List<String> mistakes = new ArrayList<>();
        Map<String, Lab> byTarget = new HashMap<>();
        for (Lab lab : labs) {
            Stream<String> outputs = lab.outputs().values().stream()
                    .flatMap(List::stream)
                    .filter(output -> !isShared.test(output.server()))
                    .map(Output::target);
            Stream<String> archives = lab.archives().values().stream().map(ArchivePlace::target);
            for (String target : Stream.concat(outputs, archives).toList()) {
                Lab other = byTarget.putIfAbsent(target, lab);
                if (other != null) {
                    mistakes.add(lab.folder().resolve("lab.yaml") + ": an output or archive writes to " + target
                            + ", as one of " + other.folder().resolve("lab.yaml") + "; expected another table");
                }
            }
        }
        return mistakes;
    }
}
