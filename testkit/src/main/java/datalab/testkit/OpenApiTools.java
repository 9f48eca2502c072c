package datalab.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Programs that read an OpenAPI document, which {@code testkit/fetch-openapi-tools} fetches. */
public final class OpenApiTools {
    private static final String FOLDER = "datalab/openapi-tools-1";
    private static final String PROGRAMS = "bin";

    private OpenApiTools() {}

    /** What a program has printed, and whether it ended well. */
    public record Ended(int exit, String said) {}

    /** Whether they are there. */
    public static boolean isInstalled() {
        return Files.exists(folder().resolve("complete"));
    }

    /** Redocly's CLI. */
    public static Ended redocly(Path workFolder, String... arguments) throws IOException, InterruptedException {
        return run(workFolder, "npm/node_modules/.bin/redocly", arguments);
    }

    /** A program of the Python environment, such as {@code schemathesis} or {@code python3}. */
    public static Ended python(Path workFolder, String program, String... arguments)
            throws IOException, InterruptedException {
        return run(workFolder, PROGRAMS + "/" + program, arguments);
    }

    private static Ended run(Path workFolder, String program, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(folder().resolve(program).toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(workFolder.toFile()).redirectErrorStream(true);
        String path = folder().resolve(PROGRAMS) + File.pathSeparator + System.getenv("PATH");
        builder.environment().put("PATH", path); // Node is there, and a formatter that the generator calls
        builder.environment().put("PYTHONUTF8", "1");
        builder.environment().put("REDOCLY_TELEMETRY", "off");
        builder.environment().put("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true");
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        return new Ended(process.waitFor(), said);
    }

    private static Path folder() {
        String cache = System.getenv("XDG_CACHE_HOME");
        Path caches = cache == null ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
        return caches.resolve(FOLDER);
    }
}
