package datalab.testkit.python;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
        return run(List.of(script.toString()), List.of(arguments), Map.of(), Path.of("."));
    }

    /** What a module says that is run as a program, such as {@code pip}. */
    public static String module(String name, String... arguments) throws IOException, InterruptedException {
        return run(List.of("-m", name), List.of(arguments), Map.of(), Path.of("."));
    }

    /** What the tests in a folder say, with packages of another, before a DataLab. */
    public static String tests(Path folder, Path packages, String url) throws IOException, InterruptedException {
        Map<String, String> environment = Map.of("PYTHONPATH", packages.toString(), "DATALAB_URL", url);
        return run(List.of("-m", "unittest"), List.of("discover"), environment, folder);
    }

    private static String run(List<String> what, List<String> arguments, Map<String, String> environment, Path folder)
            throws IOException, InterruptedException {
        return CachedPython.run(python(), what, arguments, environment, folder);
    }

    private static Path python() {
        return CachedPython.folder(FOLDER);
    }
}
