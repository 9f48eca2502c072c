package datalab.lab.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import datalab.lab.Lab;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** The JSON Schema of scenarios that editors use says the same as the parser, as far as a schema can. */
class ScenarioSchemaTest {
    /** What is wrong in these can be told by their lab, or by YAML itself. */
    private static final List<String> BEYOND_SCHEMAS = List.of(
            "mistake-empty",
            "mistakes-of-length",
            "mistakes-of-far",
            "mistakes-of-required",
            "mistakes-of-numbered",
            "mistakes-of-timeless",
            "mistakes-of-strict",
            "mistakes-of-plain");

    private static final String GOOD = """
            scenario: good
            title: A good one
            of: readings
            from: 2014-10-01
            to: 2014-11-01T00:00:00Z
            zone: Asia/Shanghai
            seed: 7
            keys: [a, b]
            changes:
              - {field: no2, scale: 0.8, days: [mon, tue], hours: [0, 23]}
              - {field: no2, drift: 0.1, per: 1d, keys: a}
              - {field: no2, noise: 0.5, days: sun, hours: 5}
              - {offline: true, from: 2014-10-02, to: 2014-10-03}
            """;

    private final Schema schema = schema();
    private final Lab lab = ScenarioFileCasesTest.lab();

    @TestFactory
    List<DynamicTest> agreesWithTheParserInEachCase() throws IOException {
        try (Stream<Path> cases = Files.list(ScenarioFileCasesTest.CASES)) {
            return cases.filter(Files::isDirectory)
                    .filter(folder ->
                            !BEYOND_SCHEMAS.contains(folder.getFileName().toString()))
                    .map(folder -> dynamicTest(
                            folder.getFileName().toString(),
                            () -> agrees(Files.readString(folder.resolve("scenario.yaml")))))
                    .toList();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            scenario: good       | scenario: good
            scenario: good       | scenario: a b
            scenario: good       | scenario: 5
            scenario: good       | name: good
            title: A good one    | title: 5
            title: A good one    | titel: A good one
            of: readings         | of: [readings]
            of: readings         | fo: readings
            from: 2014-10-01     | form: 2014-10-01
            from: 2014-10-01     | from: soon
            from: 2014-10-01     | model: usual
            from: 2014-10-01     | `model: usual\\nfor: 7d`
            to: 2014-11-01T00:00:00Z | ``
            zone: Asia/Shanghai  | zone: 8
            seed: 7              | seed: 0
            seed: 7              | seed: 1.5
            seed: 7              | seed: 1000000000
            seed: 7              | seed: x
            `[a, b]`             | a
            `[a, b]`             | []
            `[a, b]`             | [a, a]
            `[a, b]`             | {a: b}
            `scale: 0.8`         | scale: much
            `scale: 0.8`         | scale: 0.8, add: 5
            `scale: 0.8`         | add: 5
            `scale: 0.8`         | multiply: 0.8
            `scale: 0.8`         | scale: 0.8, per: 1d
            `field: no2, scale`  | scale
            `[mon, tue]`         | [monday]
            `[mon, tue]`         | [mon, mon]
            `[mon, tue]`         | []
            `[0, 23]`            | [24]
            `[0, 23]`            | [0.5]
            `[0, 23]`            | [1, 1]
            per: 1d              | per: day
            `per: 1d, `          | ``
            noise: 0.5           | noise: 0
            offline: true        | offline: false
            offline: true        | offline: true, field: no2
            offline: true, from  | from
            """)
    void refusesWhatTheParserRefuses(String good, String bad) throws IOException {
        String yaml = GOOD.replace(good, bad.replace("\\n", "\n"));

        assertThat(yaml.equals(GOOD)).isEqualTo(good.equals(bad));
        agrees(yaml);
    }

    private void agrees(String yaml) throws IOException {
        boolean valid = ScenarioFile.parse("scenario.yaml", yaml, lab) instanceof ScenarioFile.Valid;

        assertThat(mistakes(yaml).isEmpty()).as("%s", mistakes(yaml)).isEqualTo(valid);
    }

    private List<String> mistakes(String yaml) throws IOException {
        Object tree =
                new Load(LoadSettings.builder().setSchema(new CoreSchema()).build()).loadFromString(yaml);
        return schema.validate(new ObjectMapper().writeValueAsString(tree), InputFormat.JSON).stream()
                .map(Objects::toString)
                .toList();
    }

    private static Schema schema() {
        try (InputStream in = ScenarioFile.class.getResourceAsStream("/datalab/lab/scenario.schema.json")) {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(Objects.requireNonNull(in), InputFormat.JSON);
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }
}
