package datalab.cli.notebook;

import datalab.app.terminal.CommandFailed;
import datalab.app.terminal.Terminal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code datalab notebook}: JupyterLab with the notebooks of the labs, on this machine alone, until it is stopped. */
@Command(
        name = "notebook",
        description = {
            "Starts JupyterLab with the notebooks of the labs, for this machine alone and with a token. It needs Python 3.10 or",
            "newer, and at its first start a network: it makes an environment of its own (some 700 MB in ~/.cache/datalab).",
            "You work on copies of the notebooks. Ctrl-C ends it."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class NotebookCommand implements Callable<Integer> {
    private static final int USUAL_PORT = 8888;
    private static final int PORT_MAX = 65_535;

    @Option(names = "--port", paramLabel = "N", description = "of JupyterLab (8888); 0 takes any free one")
    private int port = USUAL_PORT;

    @Option(names = "--no-browser", description = "do not open a browser, only print the address")
    private boolean noBrowser;

    @Option(names = "--folder", paramLabel = "DIR", description = "where you work (~/datalab-notebooks)")
    private @Nullable Path folder;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "the DataLab that notebooks ask (DATALAB_URL, else http://localhost:8080)")
    private String url = System.getenv().getOrDefault("DATALAB_URL", "http://localhost:8080");

    @Option(names = "--python", paramLabel = "FILE", description = "a Python to use (DATALAB_PYTHON, else on the PATH)")
    private @Nullable String python = System.getenv("DATALAB_PYTHON");

    @Override
    public Integer call() throws Exception {
        if (port < 0 || port > PORT_MAX) {
            throw CommandFailed.ofUsage("--port is " + port + "; expected 0 to " + PORT_MAX);
        }
        Path shipped = shipped();
        Path work = folder == null ? home().resolve("datalab-notebooks") : folder;
        int free = JupyterServer.freePort(port);
        NotebookEnvironment environment =
                NotebookEnvironment.make(PythonPrograms.find(python), shipped.resolve("environment.py"));
        List<String> kept = NotebookFolder.fill(shipped, work.toAbsolutePath());
        try (JupyterServer jupyter = new JupyterServer(environment, work.toAbsolutePath(), free, url)) {
            jupyter.start(!noBrowser);
            System.out.println("JupyterLab   " + jupyter.address() + "   (Ctrl-C ends it)");
            System.out.println(
                    "notebooks    " + Terminal.plain(work.toAbsolutePath().toString()));
            System.out.println("DataLab      " + Terminal.plain(url));
            kept.forEach(name -> System.out.println(name
                    + " is newer in DataLab, but you have changed yours, so it stays; rename it to get the newer one"));
            System.out.flush();
            jupyter.awaitEnd();
            return 0;
        }
    }

    /** As the environment's caches go by it: a service may have another one than its user. */
    private static Path home() {
        String home = System.getenv("HOME");
        return Path.of(home == null || home.isEmpty() ? System.getProperty("user.home") : home);
    }

    /** The notebooks that came with the launcher, or those of this folder. */
    private static Path shipped() {
        String home = System.getProperty("datalab.home");
        Path notebooks = home == null ? Path.of("notebooks") : Path.of(home, "notebooks");
        if (!Files.isRegularFile(notebooks.resolve("environment.py"))) {
            throw new CommandFailed(
                    "the notebooks are not where this DataLab is: there is no " + notebooks.toAbsolutePath());
        }
        return notebooks.toAbsolutePath().normalize();
    }
}
