package datalab.app.settings;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The sources of settings, in ascending precedence.
 *
 * @param file a {@code datalab.yaml}; null for none
 * @param profiles the files of profiles, which say nothing different of one setting
 * @param environment all of the process's environment; only names that begin with {@code DATALAB_} are read
 * @param options given on the command line, by path ({@code http.port})
 */
public record SettingsSources(
        @Nullable Path file, List<Path> profiles, Map<String, String> environment, Map<String, String> options) {
    public SettingsSources {
        profiles = List.copyOf(profiles);
        environment = Map.copyOf(environment);
        options = Map.copyOf(options);
    }

    /** Without profiles. */
    public SettingsSources(@Nullable Path file, Map<String, String> environment, Map<String, String> options) {
        this(file, List.of(), environment, options);
    }

    public SettingsSources withProfiles(List<Path> others) {
        return new SettingsSources(file, others, environment, options);
    }

    /** The file to read: that of the option, else of {@code DATALAB_CONFIG}, else {@code ./datalab.yaml} where there is one. */
    public static @Nullable Path file(@Nullable Path option) {
        String variable = System.getenv("DATALAB_CONFIG");
        Path file = option != null || variable == null ? option : Path.of(variable);
        Path usual = Path.of("datalab.yaml");
        return file == null && Files.exists(usual) ? usual : file;
    }
}
