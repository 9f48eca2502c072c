package datalab.app.folder;

import datalab.app.terminal.CommandFailed;
import datalab.lab.Lab;
import datalab.lab.yaml.ScenarioFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The scenarios in the folder of a lab. */
public final class ScenarioFolder {
    private static final int FILES_MAX = 1_000;

    private final Path folder;

    /** @param lab the lab's own folder */
    public ScenarioFolder(Path lab) {
        this.folder = lab.resolve(ScenarioFile.FOLDER);
    }

    /** The files by name; none where there is no such folder. */
    public List<Path> files() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(file -> file.toString().endsWith(ScenarioFile.ENDING))
                    .sorted()
                    .limit(FILES_MAX)
                    .toList();
        } catch (IOException e) {
            throw new CommandFailed(folder + " cannot be read: " + CommandFailed.words(e), e);
        }
    }

    /** The names of the files, which are those of the scenarios. */
    public List<String> names() {
        return files().stream().map(ScenarioFolder::name).toList();
    }

    /** Where a scenario is. */
    public Path file(String name) {
        return folder.resolve(name + ScenarioFile.ENDING);
    }

    /** All mistakes of all scenarios. */
    public List<String> mistakes(Lab lab) {
        return files().stream()
                .flatMap(file -> switch (ScenarioFile.read(file, lab)) {
                    case ScenarioFile.Invalid invalid ->
                        invalid.mistakes().stream().map(Object::toString);
                    case ScenarioFile.Valid valid ->
                        misnamed(file, valid.scenario().name());
                })
                .toList();
    }

    private static Stream<String> misnamed(Path file, String scenario) {
        String expected = name(file);
        return scenario.equals(expected)
                ? Stream.empty()
                : Stream.of(file + ": scenario: found \"" + scenario + "\", expected \"" + expected
                        + "\", as the file is called");
    }

    private static String name(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.length() - ScenarioFile.ENDING.length());
    }
}
