package datalab.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A Python with pyarrow, pandas and DuckDB, which {@code testkit/fetch-pyarrow} fetches. */
public final class PythonTables {
    private static final String FOLDER = "datalab/pyarrow-1/bin/python3";

    private PythonTables() {}

    /** Whether it is there. */
    public static boolean isInstalled() {
        return Files.isExecutable(python());
    }

    /** What a script prints; an error where it fails. */
    public static String run(Path script, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(python().toString(), script.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("PYTHONUTF8", "1");
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError(script.getFileName() + " failed: " + said);
        }
        return said;
    }

    private static Path python() {
        String cache = System.getenv("XDG_CACHE_HOME");
        Path caches = cache == null ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
        return caches.resolve(FOLDER);
    }
}
