package datalab.lab.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import datalab.lab.Lab;
import datalab.lab.scenario.Scenario;
import datalab.lab.yaml.syntax.Mistake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Each folder of testcases/scenario: a scenario of the lab beside it, and what is read, or the mistakes. */
class ScenarioFileCasesTest {
    static final Path CASES = Path.of("testcases/scenario");

    @TestFactory
    List<DynamicTest> readsEachCaseAsExpected() throws IOException {
        Lab lab = lab();
        try (Stream<Path> cases = Files.list(CASES)) {
            return cases.filter(Files::isDirectory)
                    .sorted()
                    .map(folder -> dynamicTest(folder.getFileName().toString(), () -> check(folder, lab)))
                    .toList();
        }
    }

    @Test
    void saysThatThereIsNoFile() {
        assertThat(ScenarioFile.read(Path.of("nope.yaml"), lab()))
                .hasToString("Invalid[mistakes=[nope.yaml: found no such file, expected the file of a scenario]]");
    }

    static Lab lab() {
        return ((LabFile.Valid) LabFile.read(CASES)).lab();
    }

    private static void check(Path folder, Lab lab) throws IOException {
        Path expected = folder.resolve("expected.txt");
        String yaml = Files.readString(folder.resolve("scenario.yaml"));

        String actual = text(ScenarioFile.parse("scenario.yaml", yaml, lab));

        if (Boolean.getBoolean("golden.write")) {
            Files.writeString(expected, actual);
        }
        assertThat(actual).isEqualTo(Files.readString(expected));
    }

    private static String text(ScenarioFile file) {
        return switch (file) {
            case ScenarioFile.Invalid(List<Mistake> mistakes) ->
                mistakes.stream().map(mistake -> mistake + "\n").collect(Collectors.joining());
            case ScenarioFile.Valid(Scenario scenario) -> text(scenario);
        };
    }

    private static String text(Scenario scenario) {
        StringBuilder text = new StringBuilder(scenario.name() + ": " + scenario.title() + "\n");
        text.append(scenario.stream().topic()).append(" ").append(scenario.basis());
        text.append(" ").append(scenario.zone()).append(" seed=").append(scenario.seed());
        text.append(" keys=").append(new TreeSet<>(scenario.keys())).append("\n");
        scenario.changes()
                .forEach(change -> text.append("  ")
                        .append(change.effect())
                        .append(" keys=")
                        .append(new TreeSet<>(change.scope().keys()))
                        .append(" from=")
                        .append(change.scope().from())
                        .append(" to=")
                        .append(change.scope().to())
                        .append(" days=")
                        .append(new TreeSet<>(change.scope().days()))
                        .append(" hours=")
                        .append(new TreeSet<>(change.scope().hours()))
                        .append("\n"));
        return text.toString();
    }
}
