package datalab.testkit.python;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Pythons that are fetched once into a folder beside all checkouts. */
final class CachedPython {
    private CachedPython() {}

    /** Where one is, whether or not it is there. */
    static Path folder(String name) {
        String cache = System.getenv("XDG_CACHE_HOME");
        Path caches = cache == null ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
        return caches.resolve(name);
    }

    /**
     * What a Python prints; an error where it fails.
     *
     * @param what a script, or {@code -m} and a module
     */
    static String run(
            Path python, List<String> what, List<String> arguments, Map<String, String> environment, Path folder)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(python.toString()));
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
            throw new AssertionError(String.join(" ", what) + " failed: " + said);
        }
        return said;
    }
}
