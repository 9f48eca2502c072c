package datalab.cli.notebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import datalab.app.terminal.CommandFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NotebookFolderTest {
    @TempDir
    private Path shipped;

    @TempDir
    private Path parent;

    private Path work;

    @BeforeEach
    void ship() throws IOException {
        work = parent.resolve("work");
        Files.writeString(shipped.resolve("sensors.ipynb"), "first");
        Files.writeString(shipped.resolve("datalab.mplstyle"), "style");
        Files.writeString(shipped.resolve("environment.py"), "no notebook");
    }

    @Test
    void copiesNotebooksAndTheirStyle() throws IOException {
        List<String> kept = NotebookFolder.fill(shipped, work);

        assertThat(kept).isEmpty();
        assertThat(work.resolve("sensors.ipynb")).hasContent("first");
        assertThat(work.resolve("datalab.mplstyle")).hasContent("style");
        assertThat(work.resolve("environment.py")).doesNotExist();
        assertThat(work.resolve(".datalab/config/labconfig/page_config.json"))
                .content()
                .contains("announcements");
    }

    @Test
    void bringsWhatIsNewerWhereNobodyChangedTheCopy() throws IOException {
        NotebookFolder.fill(shipped, work);
        Files.writeString(shipped.resolve("sensors.ipynb"), "second");

        List<String> kept = NotebookFolder.fill(shipped, work);

        assertThat(kept).isEmpty();
        assertThat(work.resolve("sensors.ipynb")).hasContent("second");
    }

    @Test
    void neverWritesOverWhatSomebodyChanged() throws IOException {
        NotebookFolder.fill(shipped, work);
        Files.writeString(work.resolve("sensors.ipynb"), "mine");
        List<String> same = NotebookFolder.fill(shipped, work);
        Files.writeString(shipped.resolve("sensors.ipynb"), "second");

        List<String> newer = NotebookFolder.fill(shipped, work);
        List<String> again = NotebookFolder.fill(shipped, work);

        assertThat(same).isEmpty();
        assertThat(newer).containsExactly("sensors.ipynb");
        assertThat(again).containsExactly("sensors.ipynb");
        assertThat(work.resolve("sensors.ipynb")).hasContent("mine");
    }

    @Test
    void leavesAFileThatWasThereBefore() throws IOException {
        Files.writeString(Files.createDirectories(work).resolve("sensors.ipynb"), "of somebody else");

        List<String> kept = NotebookFolder.fill(shipped, work);

        assertThat(kept).containsExactly("sensors.ipynb");
        assertThat(work.resolve("sensors.ipynb")).hasContent("of somebody else");
    }

    @Test
    void saysWhatIsWrongWithAFolder() throws IOException {
        Path file = Files.writeString(parent.resolve("file"), "no folder");

        assertThatThrownBy(() -> NotebookFolder.fill(shipped, file))
                .isInstanceOf(CommandFailed.class)
                .hasMessageContaining(file + " cannot be used")
                .hasMessageContaining("--folder names another");
    }
}
