package datalab.lab.yaml.stream;

import datalab.lab.yaml.syntax.YamlMap;
import datalab.lab.yaml.syntax.YamlValue;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** {@code retain:} of a stream or a view: how old events, or rows, become before they are dropped. */
public final class RetainSection {
    public static final String NAME = "retain";

    /** What is dropped is dropped every hour. */
    private static final Duration MIN = Duration.ofHours(1);

    private RetainSection() {}

    public static @Nullable Duration read(YamlMap map) {
        return map.read(NAME, value -> value.duration(MIN));
    }

    /** Refuses what a stream or view says, where it says it. */
    public static void refuse(YamlMap map, String found, String expected) {
        YamlValue value = map.get(NAME);
        if (value != null) {
            value.refuse(found, expected);
        }
    }
}
