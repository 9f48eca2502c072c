package datalab.testkit;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The programs of this machine that tests use, such as a browser. */
public final class InstalledPrograms {
    private static final List<Path> FOLDERS = Stream.concat(
                    Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)),
                    Stream.of("/usr/bin", "/usr/sbin"))
            .map(Path::of)
            .toList();

    private InstalledPrograms() {}

    public static Optional<Path> chromium() {
        return find("chromium", "chromium-browser", "google-chrome", "chrome");
    }

    /** The check of dashboards that {@code testkit/build-grafana-model} builds. */
    public static Optional<Path> grafanaModel() {
        return built("grafana-model-v0.0.22/grafana-model");
    }

    /** The client of gRPC services that {@code testkit/build-grpcurl} builds. */
    public static Optional<Path> grpcurl() {
        return built("grpcurl-v1.9.3/grpcurl");
    }

    private static Optional<Path> built(String program) {
        String home = System.getProperty("user.home") + "/.cache";
        Path cache = Path.of(System.getenv().getOrDefault("XDG_CACHE_HOME", home), "datalab");
        return Optional.of(cache.resolve(program)).filter(Files::isExecutable);
    }

    /** The first on the PATH that has one of these names. */
    static Optional<Path> find(String... names) {
        return FOLDERS.stream()
                .flatMap(folder -> Stream.of(names).map(folder::resolve))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
