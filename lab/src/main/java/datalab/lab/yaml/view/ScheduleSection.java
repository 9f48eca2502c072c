package datalab.lab.yaml.view;

import datalab.lab.Schedule;
import datalab.lab.time.Cron;
import datalab.lab.yaml.syntax.YamlMap;
import datalab.lab.yaml.syntax.YamlValue;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A view's {@code batch:}, which says when the batch layer runs. */
public final class ScheduleSection {
    private static final String MAP_EXPECTED = "a map with compact: or recompute:, such as compact: \"*/5 * * * *\"";
    private static final String CRON_EXPECTED =
            "five fields of cron in quotes, such as \"0 3 * * *\", or six with seconds";

    private ScheduleSection() {}

    static Schedule read(YamlValue value) {
        YamlMap map = value.map(MAP_EXPECTED).only("compact", "recompute");
        if (value.isMap() && map.names().isEmpty()) {
            value.refuse("an empty map", MAP_EXPECTED);
        }
        return new Schedule(map.read("compact", ScheduleSection::cron), map.read("recompute", ScheduleSection::cron));
    }

    /** A time that comes again and again. */
    public static @Nullable Cron cron(YamlValue value) {
        String text = value.text(CRON_EXPECTED);
        if (text == null) {
            return null;
        }
        try {
            return Cron.parse(text);
        } catch (IllegalArgumentException wrong) {
            value.refuse(value.found() + " (" + reason(wrong) + ")", CRON_EXPECTED);
            return null;
        }
    }

    /** Why it is none, without the library's opening words. */
    private static String reason(IllegalArgumentException wrong) {
        String reason = String.valueOf(wrong.getMessage())
                .replaceFirst("^Failed to parse cron expression\\. ", "")
                .replaceFirst("!$", "");
        return reason.substring(0, 1).toLowerCase(Locale.ROOT) + reason.substring(1);
    }
}
