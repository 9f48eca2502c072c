package datalab.cli.notebook;

import static java.nio.charset.StandardCharsets.UTF_8;

import datalab.app.terminal.CommandFailed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The Pythons of this machine. */
final class PythonPrograms {
    private static final List<String> NAMES =
            List.of("python3", "python3.14", "python3.13", "python3.12", "python3.11", "python3.10", "python");
    private static final int MINOR_MIN = 10;
    private static final int ANSWER_SECONDS_MAX = 20;
    private static final String HELP = """
            Notebooks need Python 3.10 or newer. Install one, for example:
              Debian, Ubuntu   sudo apt install python3 python3-venv      Fedora   sudo dnf install python3
              macOS            brew install python                        any      https://www.python.org/downloads
            or say where it is: --python FILE, or export DATALAB_PYTHON=FILE
            Without Python all else works: the page explores, and `./datalab export` writes files for any program.""";

    private PythonPrograms() {}

    /**
     * One that is new enough; {@link CommandFailed} says what to do where there is none.
     *
     * @param named what the user names; null to look for one
     */
    static String find(@Nullable String named) {
        List<String> tooOld = new ArrayList<>();
        for (String program : named == null ? NAMES : List.of(named)) {
            String version = version(program);
            if (isEnough(version)) {
                return program;
            }
            if (!version.isEmpty()) {
                tooOld.add(program + " is Python " + version);
            }
        }
        String found = named == null ? "no Python was found on the PATH" : named + " is no Python that can be run";
        throw new CommandFailed((tooOld.isEmpty() ? found : String.join(", ", tooOld)) + ".\n" + HELP);
    }

    private static boolean isEnough(String version) {
        return version.matches("3\\.\\d{1,3}") && Integer.parseInt(version.substring(2)) >= MINOR_MIN;
    }

    /** Its version as {@code 3.11}; empty where it is none. */
    private static String version(String program) {
        try {
            Process process = new ProcessBuilder(program, "-c", "import sys; print('%d.%d' % sys.version_info[:2])")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            if (!process.waitFor(ANSWER_SECONDS_MAX, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return "";
            }
            String said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
            return process.exitValue() == 0 ? said : "";
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailed("interrupted", e);
        }
    }
}
