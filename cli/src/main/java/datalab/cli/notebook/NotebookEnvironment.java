package datalab.cli.notebook;

import static java.nio.charset.StandardCharsets.UTF_8;

import datalab.app.terminal.CommandFailed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Where JupyterLab is installed, apart from everything else of Python on this machine. A script that ships with the notebooks
 * makes it, and tells its user of progress and trouble.
 *
 * @param python its Python
 * @param packages the folder of the package {@code datalab}
 */
record NotebookEnvironment(String python, String packages) {

    /** Makes it where it is not there yet, which takes a minute or a few. */
    static NotebookEnvironment make(String python, Path script) throws IOException {
        Process process = new ProcessBuilder(python, script.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Thread end = new Thread(process::destroy, "stop");
        Runtime.getRuntime().addShutdownHook(end);
        try {
            process.getOutputStream().close();
            List<String> said = new String(process.getInputStream().readAllBytes(), UTF_8)
                    .lines()
                    .toList();
            if (process.waitFor() != 0 || said.size() != 2) {
                throw new CommandFailed("JupyterLab was not started");
            }
            Runtime.getRuntime().removeShutdownHook(end);
            return new NotebookEnvironment(said.get(0), said.get(1));
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new CommandFailed("interrupted", e);
        }
    }
}
