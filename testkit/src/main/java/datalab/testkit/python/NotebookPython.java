package datalab.testkit.python;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The environment of the notebooks, with Jupyter, which {@code testkit/fetch-notebook} makes from their lock file. */
public final class NotebookPython {
    private static final Path MAKER = Path.of("../notebooks/environment.py");

    private NotebookPython() {}

    /** Whether it is made, from the lock file as it is now. */
    public static boolean isMade() {
        return where().size() == 2;
    }

    /**
     * Runs all cells of a notebook, in its folder.
     *
     * @param notebook is changed: it has its outputs afterwards
     * @param settings of IPython's own, with a profile to start from
     * @param environment further variables
     * @return what Jupyter says of it; an error where a cell fails
     */
    public static String execute(Path notebook, Path settings, Map<String, String> environment)
            throws IOException, InterruptedException {
        List<String> where = where();
        ProcessBuilder builder = new ProcessBuilder(
                        where.get(0), "-m", "nbconvert", "--to=notebook", "--execute", "--inplace", notebook.toString())
                .directory(Objects.requireNonNull(notebook.getParent()).toFile())
                .redirectErrorStream(true);
        builder.environment().put("PYTHONPATH", where.get(1));
        builder.environment().put("PYTHONUTF8", "1");
        builder.environment().put("PYTHONNOUSERSITE", "1");
        builder.environment().put("IPYTHONDIR", settings.toString());
        builder.environment().put("JUPYTER_CONFIG_DIR", settings.toString());
        builder.environment().put("JUPYTER_DATA_DIR", settings.toString());
        builder.environment().put("JUPYTER_RUNTIME_DIR", settings.toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError(notebook.getFileName() + " failed: " + said);
        }
        return said;
    }

    /** Its Python, and the folder with the package {@code datalab}; empty where it is not made. */
    private static List<String> where() {
        try {
            Process process = new ProcessBuilder("python3", MAKER.toString(), "--where")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), UTF_8);
            return process.waitFor() == 0 ? said.lines().toList() : List.of();
        } catch (IOException e) {
            return List.of(); // there is no Python at all
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }
}
