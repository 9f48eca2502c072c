package datalab.lab.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.lab.Lab;
import datalab.lab.yaml.input.InputGrammars;
import datalab.lab.yaml.output.OutputServers;
import datalab.lab.yaml.syntax.Mistake;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabFileTest {
    private static final String GOOD = "lab: a\nstreams: {b: {fields: {c: number}}}\n";
    private static final Path CASES = Path.of("testcases/labfile");

    @TempDir
    Path folder;

    @Test
    void readsTheLabOfAFolder() throws IOException {
        Files.writeString(folder.resolve("lab.yaml"), "\uFEFF" + GOOD);

        LabFile file = LabFile.read(folder);

        assertThat(file)
                .isInstanceOfSatisfying(
                        LabFile.Valid.class,
                        valid -> assertThat(valid.lab().folder()).isEqualTo(folder.toAbsolutePath()));
    }

    @Test
    void keepsTheTextSoThatTheLabCanBeReadAgain() throws IOException {
        String yaml = Files.readString(CASES.resolve("every-feature/lab.yaml"));

        Lab lab = valid(parse(yaml));

        assertThat(lab.source()).isEqualTo(yaml);
        assertThat(valid(LabFile.parse("kept", lab.folder(), lab.source()))).isEqualTo(lab);
    }

    @Test
    void aScheduleIsNoPartOfAView() {
        String views = "views: {v: {of: b, n: count, batch: {compact: '0 3 * * *'}}}";

        Lab lab = valid(parse(GOOD + views));
        Lab other = valid(parse(GOOD + views.replace("0 3", "0 4")));

        assertThat(other.views()).isEqualTo(lab.views());
        assertThat(other.schedules()).isNotEqualTo(lab.schedules());
    }

    @Test
    void anOutputIsNoPartOfAView() {
        String views = "views: {v: {of: b, n: count%s}}";

        Lab without = valid(parse(GOOD + views.formatted("")));
        Lab with = valid(parse(GOOD + views.formatted(", out: {to: mysql, table: v}")));
        Lab other = valid(parse(GOOD + views.formatted(", out: {to: mysql, table: w, columns: {all: n}}")));

        assertThat(with.views()).isEqualTo(without.views()).isEqualTo(other.views());
        assertThat(with.views()).hasToString(without.views().toString());
        assertThat(with.outputs()).containsOnlyKeys("v").isNotEqualTo(other.outputs());
        assertThat(without.outputs()).isEmpty();
    }

    @Test
    void aServerIsAMistakeWhereTheServersAreKnown() {
        String lab = GOOD + "views: {v: {of: b, n: count, out: {to: mysql, table: v}}}";

        LabFile file = LabFile.parse(
                "lab.yaml", Path.of("/labs"), lab, new LabGrammar(InputGrammars.STANDARD, OutputServers.NONE));

        assertThat(mistake(file))
                .hasToString("lab.yaml:3:40: views.v.out.to: found \"mysql\", expected a server of the settings, which"
                        + " name none under servers:");
    }

    @Test
    void tellsOfAFileThatIsNotThere() {
        LabFile file = LabFile.read(folder.resolve("none.yaml"));

        assertThat(mistake(file))
                .hasToString(folder + "/none.yaml: found no such file, expected a lab.yaml, or the folder of one");
    }

    @Test
    void refusesBytesThatAreNotUtf8() throws IOException {
        Path file = Files.write(folder.resolve("lab.yaml"), "title: caf\u00e9".getBytes(StandardCharsets.ISO_8859_1));

        assertThat(mistake(LabFile.read(file)).found()).isEqualTo("bytes that are not UTF-8");
    }

    @Test
    void readsNoMoreThanItsLimit() throws IOException {
        Path file = Files.writeString(folder.resolve("lab.yaml"), GOOD + "#".repeat(LabFile.BYTES_MAX));

        assertThat(mistake(LabFile.read(file)).found()).isEqualTo("more than 262144 bytes");
    }

    @Test
    void refusesManyAliasesBeforeTheyAreFollowed() {
        String yaml = "lab: &a [" + "*a, ".repeat(65) + "]";

        assertThat(mistake(parse(yaml)).found()).isEqualTo("more than 64 aliases");
    }

    @Test
    void countsColumnsInCharacters() {
        Mistake mistake =
                mistake(parse("lab: a\ntitle: '🌡'\nstreams: {b: {fields: {c: {unit: '🌡', type: nubmer}}}}"));

        assertThat(mistake.line()).isEqualTo(3);
        assertThat(mistake.column()).isEqualTo(45);
    }

    @Test
    void neverThrowsForWhatAFileHolds() throws IOException {
        Random random = new Random(7);
        String good = Files.readString(CASES.resolve("every-feature/lab.yaml")).replace("value * 2.0", "value");

        for (int round = 0; round < 2_000; round++) {
            LabFile file = parse(broken(good, random));

            assertThat(file).isInstanceOfAny(LabFile.Valid.class, LabFile.Invalid.class);
        }
    }

    /** The text with a few of its characters changed for others that mean something in YAML. */
    private static String broken(String text, Random random) {
        StringBuilder broken = new StringBuilder(text);
        for (int i = 0; i <= random.nextInt(4); i++) {
            String other = List.of(
                            " ", "\n", ":", "{", "]", ",", "-", "&", "*", "'", "\"", "a", "9", "!", "(", ")", "\t")
                    .get(random.nextInt(17));
            int at = random.nextInt(broken.length());
            broken.replace(at, at + 1, other);
        }
        return broken.toString();
    }

    private static LabFile parse(String yaml) {
        return LabFile.parse("lab.yaml", Path.of("/labs"), yaml);
    }

    private static Lab valid(LabFile file) {
        assertThat(file).isInstanceOf(LabFile.Valid.class);
        return ((LabFile.Valid) file).lab();
    }

    private static Mistake mistake(LabFile file) {
        assertThat(file).isInstanceOf(LabFile.Invalid.class);
        return ((LabFile.Invalid) file).mistakes().getFirst();
    }
}
