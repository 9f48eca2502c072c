package datalab.lab.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What docs/lab-yaml.md shows is right. */
class LabYamlReferenceTest {
    private static final Path REFERENCE = Path.of("../docs/lab-yaml.md");
    private static final Pattern EXAMPLE = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);
    private static final String FIELDS =
            "fields: {id: string, station: string, name: string, value: number, count: integer}\n";
    private static final String STREAMS = "streams:\n  readings: {" + FIELDS.strip() + "}\n";
    private static final String MODELS = """
            models:
              usual: {of: readings, value: value, every: 1h, method: climatology}
              last: {of: readings, value: value, every: 1h, method: persistence}
            """;

    @TestFactory
    List<DynamicTest> readsEachExampleWithoutAMistake() throws IOException {
        return EXAMPLE.matcher(Files.readString(REFERENCE))
                .results()
                .map(match -> match.group(1))
                .filter(example -> !example.startsWith("#"))
                .map(example -> dynamicTest(example.lines().findFirst().orElse(""), () -> {
                    LabFile file = LabFile.parse("lab.yaml", Path.of("/labs"), lab(example));

                    assertThat(file).isInstanceOf(LabFile.Valid.class);
                }))
                .toList();
    }

    @Test
    void showsTheMistakeAsItIsTold() throws IOException {
        String reference = Files.readString(REFERENCE);
        String garden =
                EXAMPLE.matcher(reference).results().findFirst().orElseThrow().group(1);

        LabFile file =
                LabFile.parse("labs/garden/lab.yaml", Path.of("/labs"), garden.replace("of: readings", "of: reading"));

        assertThat(file)
                .isInstanceOfSatisfying(
                        LabFile.Invalid.class,
                        invalid -> assertThat(reference)
                                .contains("\n" + invalid.mistakes().getFirst() + "\n"));
    }

    /** A whole lab around a part of one. */
    private static String lab(String example) {
        String part = example.substring(0, example.indexOf(':'));
        return switch (part) {
            case "lab" -> example;
            case "fields" -> "lab: a\nstreams:\n  readings:\n" + example.indent(4);
            case "quality" -> "lab: a\nstreams:\n  readings:\n" + (FIELDS + "key: name\n" + example).indent(4) + MODELS;
            case "key", "time", "in" ->
                "lab: a\nstreams:\n  readings:\n" + (FIELDS + time(example) + example).indent(4);
            case "views" -> "lab: a\n" + STREAMS + example;
            case "routes" -> "lab: a\n" + STREAMS.replace("readings", "measurements") + example;
            default -> "lab: a\n" + STREAMS + "views:\n  v:\n    of: readings\n" + example.indent(4);
        };
    }

    private static String time(String example) {
        return example.contains("time:") ? "" : "time: timestamp\n";
    }
}
