package datalab.app.folder;

import datalab.app.settings.LoadedSettings;
import datalab.app.settings.SettingsSources;
import datalab.app.source.Sources;
import datalab.app.terminal.CommandFailed;
import datalab.lab.yaml.LabFile;
import datalab.lab.yaml.LabGrammar;
import datalab.lab.yaml.output.OutputServers;
import datalab.lab.yaml.syntax.Suggestion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The profiles of labs, {@code labs/LAB/NAME.yaml}: settings, and what is laid over lab.yaml. {@code --profile} chooses one. */
public final class LabProfiles {
    private static final Pattern NAME = Pattern.compile("(?!lab$)[a-z0-9][a-z0-9_-]{0,39}");
    private static final String SUFFIX = ".yaml";

    private LabProfiles() {}

    /**
     * The sources of settings with those of a profile.
     *
     * @param name null for none
     * @param only the names of the labs, each of which must have it; empty for all that have it
     */
    public static SettingsSources add(SettingsSources sources, @Nullable String name, List<String> only) {
        if (name == null) {
            return sources;
        }
        Path folder = LabFolder.of(LoadedSettings.labs(sources));
        List<Path> profiles = new ArrayList<>();
        for (Path lab : LabFolder.files(folder)) {
            if (only.contains(nameOf(lab))) {
                profiles.add(of(lab, name));
            } else if (only.isEmpty() && Files.isRegularFile(lab.resolveSibling(name + SUFFIX))) {
                profiles.add(of(lab, name));
            }
        }
        if (profiles.isEmpty() && only.isEmpty()) {
            throw new CommandFailed("no lab in " + folder + " has a profile '" + name + "'");
        }
        return sources.withProfiles(profiles);
    }

    /** The file of a lab's profile; {@link CommandFailed} where it has none of that name. */
    public static Path of(Path labFile, String name) {
        if (!NAME.matcher(name).matches()) {
            throw CommandFailed.ofUsage("'" + name
                    + "' is no name of a profile; expected lower case letters, digits, _ and -" + ", and not lab");
        }
        Path file = labFile.resolveSibling(name + SUFFIX);
        if (!Files.isRegularFile(labFile)) {
            throw new CommandFailed(labFile + ": there is no such lab");
        }
        if (!Files.isRegularFile(file)) {
            Set<String> there = names(file.toAbsolutePath().getParent());
            String meant = Suggestion.of(name, there);
            throw new CommandFailed(file + ": there is no such profile"
                    + (there.isEmpty() ? ", nor another one" : "; there are " + String.join(", ", there))
                    + (meant == null ? "" : "; is " + meant + " meant?"));
        }
        return file;
    }

    private static Set<String> names(@Nullable Path folder) {
        Set<String> names = new TreeSet<>();
        if (folder != null) {
            try (Stream<Path> files = Files.list(folder)) {
                files.map(file -> file.getFileName().toString())
                        .filter(file -> file.endsWith(SUFFIX))
                        .map(file -> file.substring(0, file.length() - SUFFIX.length()))
                        .filter(name -> NAME.matcher(name).matches())
                        .forEach(names::add);
            } catch (IOException e) {
                throw new CommandFailed(folder + " cannot be read: " + CommandFailed.words(e), e);
            }
        }
        return names;
    }

    /** That in the file, or for want of it, that of its folder. */
    private static String nameOf(Path labFile) {
        LabGrammar grammar = new LabGrammar(Sources.grammars(), OutputServers.UNKNOWN);
        if (LabFile.read(labFile, grammar, null) instanceof LabFile.Valid valid) {
            return valid.lab().name();
        }
        Path folder = labFile.toAbsolutePath().getParent();
        return folder == null ? "" : String.valueOf(folder.getFileName());
    }
}
