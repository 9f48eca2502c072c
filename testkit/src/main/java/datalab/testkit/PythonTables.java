package datalab.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A Python with pyarrow, pandas and DuckDB, which {@code testkit/fetch-pyarrow} fetches. */
public final class PythonTables {
    private static final String FOLDER = "datalab/pyarrow-2/bin/python3";

    private PythonTables() {}

    /** Whether it is there. */
    public static boolean isInstalled() {
        return Files.isExecutable(python());
    }

    /** What a script prints; an error where it fails. */
    public static String run(Path script, String... arguments) throws IOException, InterruptedException {
        return run(
                script.getFileName().toString(),
                List.of(script.toString()),
                List.of(arguments),
                Map.of(),
                Path.of("."));
    }

    /** What a module says that is run as a program, such as {@code pip}. */
    public static String module(String name, String... arguments) throws IOException, InterruptedException {
        return run(name, List.of("-m", name), List.of(arguments), Map.of(), Path.of("."));
    }

    /** What the tests in a folder say, with packages of another, before a DataLab. */
    public static String tests(Path folder, Path packages, String url) throws IOException, InterruptedException {
        Map<String, String> environment = Map.of("PYTHONPATH", packages.toString(), "DATALAB_URL", url);
        return run("tests", List.of("-m", "unittest"), List.of("discover"), environment, folder);
    }

    private static String run(
            String name, List<String> what, List<String> arguments, Map<String, String> environment, Path folder)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(python().toString()));
        command.addAll(what);
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.directory(folder.toFile());
        builder.environment().put("PYTHONUTF8", "1");
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError(name + " failed: " + said);
        }
        return said;
    }

    private static Path python() {
        String cache = System.getenv("XDG_CACHE_HOME");
        Path caches = cache == null ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
        return caches.resolve(FOLDER);
    }
}
