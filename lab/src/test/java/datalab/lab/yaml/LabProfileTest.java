package datalab.lab.yaml;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;

import datalab.lab.Lab;
import datalab.lab.output.Output;
import datalab.lab.yaml.input.InputGrammars;
import datalab.lab.yaml.output.OutputServers;
import datalab.lab.yaml.syntax.Mistake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabProfileTest {
    private static final LabGrammar GRAMMAR =
            new LabGrammar(InputGrammars.STANDARD, OutputServers.of(Map.of("mysql", "table"), Set.of()));

    @TempDir
    Path folder;

    @BeforeEach
    void writeLab() throws IOException {
        Files.writeString(folder.resolve("lab.yaml"), """
                # a comment
                lab: garden
                title: "A garden: ours"
                streams:
                  readings: &readings
                    key: name
                    unique: name
                    fields: &fields {name: string, value: {type: number, unit: "m"}}
                    in: {mqtt: [a/#, b/#]}
                  same: *readings
                views:
                  latest: {of: readings, by: [name], keep: last}
                  hourly: {of: readings, by: [name], every: 1h, p: "quantile(value, 0.95)"}
                """);
    }

    @Test
    void laysItsLabOverLabYaml() throws IOException {
        Path profile = profile("""
                http: {port: 1}
                lab:
                  title: Another title
                  streams:
                    readings: {in: {mqtt: c/#}, out: {to: mysql, table: readings}}
                    more: {fields: {a: number}}
                  views:
                    hourly: {every: 2h}
                """);

        Lab lab = valid(LabFile.read(folder, GRAMMAR, profile));

        assertThat(lab.title()).isEqualTo("Another title");
        assertThat(lab.streams()).containsOnlyKeys("readings", "same", "more");
        assertThat(Objects.requireNonNull(lab.streams().get("readings")).in().all())
                .hasToString("[MqttInput[topics=[c/#]]]");
        assertThat(Objects.requireNonNull(lab.streams().get("same")).in().all())
                .hasToString("[MqttInput[topics=[a/#]], MqttInput[topics=[b/#]]]");
        assertThat(lab.outputs()).containsEntry("readings", List.of(new Output("mysql", "readings", Map.of())));
        assertThat(lab.views())
                .hasToString(valid(LabFile.read(folder)).views().toString().replace("PT1H", "PT2H"));
    }

    @Test
    void theTextOfTheLabIsThatOfBoth() throws IOException {
        Path profile = profile("lab: {title: 'it''s: # mine', views: {latest: {out: {to: mysql, table: t}}}}\n");

        Lab lab = valid(LabFile.read(folder, GRAMMAR, profile));

        assertThat(valid(LabFile.parse("kept", lab.folder(), lab.source())))
                .usingRecursiveComparison()
                .ignoringFields("source")
                .isEqualTo(lab);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "testcases/labfile/every-feature",
                "testcases/labfile/every-time",
                "testcases/labfile/outputs",
                "../labs/air-quality",
                "../labs/connections",
                "../labs/sensors",
                "../labs/users"
            })
    void theTextOfAnyLabReadsAsThatLab(String lab) throws IOException {
        Path file = Files.copy(Path.of(lab, "lab.yaml"), folder.resolve("lab.yaml"), REPLACE_EXISTING);

        Lab laidOver = valid(LabFile.read(file, LabGrammar.STANDARD, profile("lab: {}\n")));

        assertThat(valid(LabFile.parse("kept", laidOver.folder(), laidOver.source())))
                .usingRecursiveComparison()
                .ignoringFields("source")
                .isEqualTo(valid(LabFile.read(file)));
    }

    @Test
    void aProfileOfSettingsAloneChangesNothing() throws IOException {
        assertThat(LabFile.read(folder, GRAMMAR, profile("http: {port: 1}\n"))).isEqualTo(LabFile.read(folder));
    }

    @Test
    void mistakesNameTheFileThatTheyAreIn() throws IOException {
        Path profile = profile("""
                lab:
                  streams: {readings: {kye: name}}
                  views:
                    latest: {by: [nmae]}
                    hourly: {every: 1h, every: 2h}
                    other: {of: nothing, n: count}
                  routes: none
                """);

        assertThat(mistakes(LabFile.read(folder, GRAMMAR, profile)))
                .containsExactly(
                        profile
                                + ":2:24: streams.readings.kye: found an unknown name, expected one of: key, time, zone,"
                                + " unique, fields, extra, in, quality, position, out, archive, retain; did you mean key?",
                        profile
                                + ":4:19: views.latest.by[0]: found \"nmae\", expected one of: name, value; did you mean"
                                + " name?",
                        profile
                                + ":5:25: views.hourly.every: found it a second time (first in line 5), expected each name"
                                + " once",
                        profile + ":6:17: views.other.of: found \"nothing\", expected one of: readings, same",
                        profile + ":7:11: routes: found \"none\", expected a map of routes by method and path");
    }

    @Test
    void saysWhatIsNoProfile() throws IOException {
        assertThat(mistakes(LabFile.read(folder, GRAMMAR, profile("lab: garden\n"))))
                .containsExactly(
                        folder + "/original.yaml:1:6: lab: found \"garden\", expected a map of what is laid over"
                                + " lab.yaml");
        assertThat(mistakes(LabFile.read(folder, GRAMMAR, profile("lab: {lab: meadow}\n"))))
                .containsExactly(folder + "/original.yaml:1:7: lab.lab: found another name of the lab, expected no such"
                        + " entry, as it stays the same lab");
        assertThat(mistakes(LabFile.read(folder, GRAMMAR, profile("lab: {\n"))))
                .first()
                .asString()
                .startsWith(folder + "/original.yaml:2:1: found a mistake of YAML");
        assertThat(mistakes(LabFile.read(folder, GRAMMAR, folder.resolve("none.yaml"))))
                .first()
                .asString()
                .startsWith(folder + "/none.yaml: found no such file");
    }

    private Path profile(String yaml) throws IOException {
        return Files.writeString(folder.resolve("original.yaml"), yaml);
    }

    private static Lab valid(LabFile file) {
        assertThat(file).isInstanceOf(LabFile.Valid.class);
        return ((LabFile.Valid) file).lab();
    }

    private static List<String> mistakes(LabFile file) {
        assertThat(file).isInstanceOf(LabFile.Invalid.class);
        return ((LabFile.Invalid) file)
                .mistakes().stream().map(Mistake::toString).toList();
    }
}
