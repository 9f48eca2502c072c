package datalab.cli;

import datalab.app.folder.LabProfiles;
import datalab.app.settings.SettingsSources;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that name settings, of every command that works on a data folder itself. */
final class SettingsOptions {

    @Option(names = "--data", paramLabel = "DIR", description = "keeps everything between starts (./data)")
    private @Nullable String data;

    @Option(names = "--labs", paramLabel = "DIR", description = "the folder of labs (./labs)")
    private @Nullable String labs;

    @Option(names = "--postgres-port", paramLabel = "N", description = "the embedded PostgreSQL (15432)")
    private @Nullable String postgresPort;

    @Option(names = "--log-format", paramLabel = "F", description = "text or json")
    private @Nullable String logFormat;

    @Option(names = "--config", paramLabel = "FILE", description = "settings (./datalab.yaml where it exists)")
    private @Nullable Path config;

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            description = "labs and settings as labs/LAB/NAME.yaml changes them")
    private @Nullable String profile;

    /**
     * Where the settings come from, these options the strongest.
     *
     * @param own settings by other options of the command; null for one that is not given
     * @param only the names of the labs whose profile it is; empty for all
     */
    SettingsSources sources(Map<String, @Nullable String> own, List<String> only) {
        Map<String, @Nullable String> given = new HashMap<>(own);
        given.put("data", data);
        given.put("labs", labs);
        given.put("postgres.port", postgresPort);
        given.put("log.format", logFormat);
        Map<String, String> options = new HashMap<>();
        given.forEach((path, value) -> {
            if (value != null) {
                options.put(path, value);
            }
        });
        SettingsSources sources = new SettingsSources(SettingsSources.file(config), System.getenv(), options);
        return LabProfiles.add(sources, profile, only);
    }
}
