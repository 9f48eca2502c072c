package datalab.lab.yaml;

import datalab.lab.Lab;
import datalab.lab.scenario.Scenario;
import datalab.lab.yaml.scenario.ScenarioSection;
import datalab.lab.yaml.syntax.Mistake;
import datalab.lab.yaml.syntax.Mistakes;
import datalab.lab.yaml.syntax.YamlDocument;
import datalab.lab.yaml.syntax.YamlValue;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The result of reading the file of a scenario: a valid one, or all mistakes found in it. */
public sealed interface ScenarioFile {

    /** Where a lab's folder has them. */
    String FOLDER = "scenarios";

    /** What their names end in. */
    String ENDING = ".yaml";

    record Valid(Scenario scenario) implements ScenarioFile {}

    /** Mistakes in the order of the file; never empty. */
    record Invalid(List<Mistake> mistakes) implements ScenarioFile {
        public Invalid {
            mistakes = List.copyOf(mistakes);
        }
    }

    /** Reads a file. Never throws for what it holds, nor where there is none. */
    static ScenarioFile read(Path file, Lab lab) {
        Mistakes mistakes = new Mistakes(file.toString());
        String yaml = LabText.read(file, "the file of a scenario", mistakes);
        return yaml == null ? new Invalid(mistakes.inOrder()) : parse(yaml, lab, mistakes);
    }

    /** Reads the text of a file, which mistakes call by this name. */
    static ScenarioFile parse(String file, String yaml, Lab lab) {
        return parse(yaml, lab, new Mistakes(file));
    }

    private static ScenarioFile parse(String yaml, Lab lab, Mistakes mistakes) {
        YamlValue root = YamlDocument.read(yaml, "a scenario, beginning with scenario: and its name", mistakes);
        @Nullable Scenario scenario = root == null ? null : new ScenarioSection(lab).read(root);
        return scenario != null && mistakes.isEmpty() ? new Valid(scenario) : new Invalid(mistakes.inOrder());
    }
}
