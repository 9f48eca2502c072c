package datalab.cli;

import datalab.app.source.Sources;
import datalab.ingest.SourceType;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;

/** An option for the port of each source that listens: {@code --mqtt-port}. */
final class SourcePortOptions {
    private final Map<String, @Nullable String> given = new HashMap<>();

    void addTo(CommandSpec command) {
        for (SourceType source : Sources.ALL) {
            if (source.usualPort() >= 0) {
                command.addOption(OptionSpec.builder("--" + source.name() + "-port")
                        .paramLabel("N")
                        .type(String.class)
                        .description(source.title() + " (" + source.usualPort() + ")")
                        .setter(keep(source.name() + ".port"))
                        .build());
            }
        }
    }

    /** By the paths of the settings; null for one that is not given. */
    Map<String, @Nullable String> given() {
        return given;
    }

    private ISetter keep(String path) {
        return new ISetter() {
            @Override
            public <T> T set(T value) {
                given.put(path, (String) value);
                return value;
            }
        };
    }
}
