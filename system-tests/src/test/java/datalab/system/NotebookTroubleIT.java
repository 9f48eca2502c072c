package datalab.system;

import static datalab.testkit.Needs.Part.PYTHON;
import static org.assertj.core.api.Assertions.assertThat;

import datalab.testkit.Needs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code datalab notebook} says where something is missing. */
final class NotebookTroubleIT {
    private static final Path MAKER = Path.of("../notebooks/environment.py").toAbsolutePath();

    @TempDir
    Path folder;

    @Test
    void saysWhatToDoWithoutPython() throws Exception {
        Ran run = notebook(Map.of("PATH", folder.toString()));

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.output())
                .contains("no Python was found on the PATH", "apt install python3 python3-venv", "DATALAB_PYTHON");
    }

    @Test
    void saysThatAPythonIsTooOld() throws Exception {
        Path old = Files.writeString(folder.resolve("python3"), "#!/bin/sh\necho 3.9\n");
        assertThat(old.toFile().setExecutable(true)).isTrue();

        Ran run = notebook(Map.of("PATH", folder.toString()));

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.output()).contains("python3 is Python 3.9.", "Notebooks need Python 3.10 or newer");
    }

    @Test
    @Needs(PYTHON)
    void saysThatVenvIsMissing() throws Exception {
        String script = "import runpy, sys; sys.modules['ensurepip'] = None; sys.argv = ['environment.py'];"
                + "runpy.run_path('" + MAKER + "', run_name='__main__')";

        Ran run = Ran.command(List.of("python3", "-c", script), Map.of("XDG_CACHE_HOME", folder.toString()));

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.output()).contains("venv is missing", "apt install python3-venv");
    }

    /** What was begun does not count, now or at the next start. */
    @Test
    @Needs(PYTHON)
    void saysThatThereIsNoNetworkAndKeepsNothingHalfMade() throws Exception {
        Map<String, String> nowhere = Map.of(
                "XDG_CACHE_HOME", folder.toString(),
                "PIP_INDEX_URL", "http://127.0.0.1:1/simple",
                "PIP_NO_CACHE_DIR", "1",
                "PIP_CONFIG_FILE", "/dev/null");

        Ran made = Ran.command(List.of("python3", MAKER.toString()), nowhere);
        Ran where = Ran.command(List.of("python3", MAKER.toString(), "--where"), nowhere);

        assertThat(made.exit()).isEqualTo(1);
        assertThat(made.output()).contains("the package index cannot be reached", "PIP_INDEX_URL");
        assertThat(where.exit()).isEqualTo(3);
        assertThat(where.output()).isEmpty();
    }

    private Ran notebook(Map<String, String> environment) throws IOException, InterruptedException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Ddatalab.home=" + Path.of("..").toRealPath(),
                "-cp",
                System.getProperty("java.class.path"),
                "datalab.cli.Main",
                "notebook",
                "--port=0",
                "--folder=" + folder.resolve("work"));
        return Ran.command(command, environment);
    }
}
