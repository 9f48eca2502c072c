package datalab.app.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import datalab.app.terminal.CommandFailed;
import datalab.lab.Lab;
import datalab.lab.yaml.output.OutputServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabFolderTest {
    private static final OutputServers SERVERS = OutputServers.of(Map.of("mysql", "table", "plant", "topic"), Set.of());

    @TempDir
    Path folder;

    @Test
    void readsTheOutputsOfEachLab() throws IOException {
        lab("one", "mysql, table: a");
        lab("two", "mysql, table: b");
        lab("three", "plant, topic: a");

        List<Lab> labs = LabFolder.read(folder, List.of(), SERVERS);

        assertThat(labs).extracting(lab -> lab.outputs().get("v")).doesNotContainNull();
    }

    @Test
    void refusesLabsThatWriteToTheSameTable() throws IOException {
        lab("one", "mysql, table: a");
        lab("two", "mysql, table: a");

        assertThatThrownBy(() -> LabFolder.read(folder, List.of(), SERVERS))
                .isInstanceOf(CommandFailed.class)
                .hasMessage(folder + "/two/lab.yaml: an output or archive writes to mysql/a, as one of " + folder
                        + "/one/lab.yaml; expected another table");
    }

    @Test
    void letsLabsWriteToOneAddress() throws IOException {
        lab("one", "mail, address: ops@example.org");
        lab("two", "mail, address: ops@example.org");
        OutputServers servers =
                OutputServers.of(Map.of("mail", "address"), Set.of()).sharing(Set.of("mail"));

        assertThat(LabFolder.read(folder, List.of(), servers)).hasSize(2);
    }

    @Test
    void refusesServersThatTheSettingsDoNotName() throws IOException {
        lab("one", "mysql, table: a");

        assertThatThrownBy(() -> LabFolder.read(folder, List.of(), OutputServers.NONE))
                .hasMessageContaining("one/lab.yaml:3:40: views.v.out.to: found \"mysql\"");
    }

    private void lab(String name, String out) throws IOException {
        Path file = Files.createDirectories(folder.resolve(name)).resolve("lab.yaml");
        Files.writeString(file, """
                lab: %s
                streams: {s: {fields: {a: number}}}
                views: {v: {of: s, n: count, out: {to: %s}}}
                """.formatted(name, out));
    }
}
