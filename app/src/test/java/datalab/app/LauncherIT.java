package datalab.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code datalab}, as far as it goes without building. */
final class LauncherIT {
    private static final Path LAUNCHER = Path.of("../datalab").toAbsolutePath().normalize();

    @TempDir
    private Path folder;

    @Test
    void helpsWithoutJavaThroughLinksFromAnywhere() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("a link"), LAUNCHER);
        Path linkToLink = Files.createSymbolicLink(folder.resolve("another"), link.getFileName());

        Ran help = Ran.command(List.of(linkToLink.toString()), Map.of("DATALAB_JAVA_HOME", "/nowhere"));

        assertThat(help.exit()).isZero();
        assertThat(help.output()).isEqualTo(Main.helpText());
    }

    @Test
    void namesTheVariableThatPointsNowhere() throws Exception {
        Ran run = Ran.command(List.of(LAUNCHER.toString(), "version"), Map.of("DATALAB_JAVA_HOME", "/nowhere"));

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.output()).isEqualTo("datalab: DATALAB_JAVA_HOME is /nowhere, which holds no JDK 21 or newer.\n");
    }

    @Test
    void saysWhatToInstallWhereThereIsNoJdk() throws Exception {
        // A copy of the script that looks for a JDK nobody has yet.
        String script = Files.readString(LAUNCHER).replace("java_min=21", "java_min=99");
        Path copy = Files.writeString(folder.resolve("datalab"), script);

        Ran run = Ran.command(List.of("bash", copy.toString(), "version"), Map.of());

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.output()).contains("no JDK 99 or newer was found", "apt install", "DATALAB_JAVA_HOME");
    }
}
