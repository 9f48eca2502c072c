package datalab.testkit.python;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A Python with statsmodels, which {@code testkit/fetch-statsmodels} fetches. */
public final class Statsmodels {
    private static final String FOLDER = "datalab/statsmodels-1";

    private Statsmodels() {}

    /** Whether it is there. */
    public static boolean isInstalled() {
        return Files.exists(CachedPython.folder(FOLDER).resolve("complete"));
    }

    /** What a script prints; an error where it fails. */
    public static String run(Path script, String... arguments) throws IOException, InterruptedException {
        return CachedPython.run(
                CachedPython.folder(FOLDER).resolve("bin/python3"),
                List.of(script.toString()),
                List.of(arguments),
                Map.of(),
                Path.of("."));
    }
}
