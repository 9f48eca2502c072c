package datalab.lab.yaml.input;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The syntax of MQTT topic filters (MQTT 5.0, section 4.7). */
final class MqttFilter {
    private static final int BYTES_MAX = 65_535;

    private MqttFilter() {}

    /** What was expected of the filter, or null where it is right. */
    static @Nullable String mistake(String filter) {
        if (filter.isEmpty() || filter.getBytes(StandardCharsets.UTF_8).length > BYTES_MAX) {
            return "an MQTT topic filter of 1 to " + BYTES_MAX + " bytes";
        }
        if (filter.chars().anyMatch(Character::isISOControl)) {
            return "an MQTT topic filter without control characters";
        }
        if (filter.startsWith("$share/")) {
            return "the filter alone, and share: with the group beside it";
        }
        if (filter.startsWith("$")) {
            return "an MQTT topic filter that does not begin with $, as those are the broker's own";
        }
        return wildcards(filter.split("/", -1));
    }

    private static @Nullable String wildcards(String[] levels) {
        for (int i = 0; i < levels.length; i++) {
            if (levels[i].contains("#") && (!levels[i].equals("#") || i < levels.length - 1)) {
                return "# to stand for all levels at the end, as in sensors/#";
            }
            if (levels[i].contains("+") && !levels[i].equals("+")) {
                return "+ to stand for one whole level, as in sensors/+/value";
            }
        }
        return null;
    }
}
