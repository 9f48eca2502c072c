package datalab.lab.yaml.view;

import datalab.lab.view.Windows;
import datalab.lab.yaml.stream.TimeSection;
import datalab.lab.yaml.syntax.YamlMap;
import datalab.lab.yaml.syntax.YamlValue;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** {@code every:} and {@code zone:} of a view: its windows. */
final class WindowsSection {
    static final String ZONE = "zone";

    private static final String EVERY = "every";

    private WindowsSection() {}

    /** The windows; null where there are none, or what is said of them is mistaken. */
    static @Nullable Windows read(YamlMap map) {
        YamlValue every = map.get(EVERY);
        YamlValue zone = ViewSection.isColumn(map, ZONE) ? null : map.get(ZONE);
        ZoneId id = zone == null ? null : TimeSection.zone(zone);
        if (every == null) {
            if (zone != null) {
                zone.refuseName("a zone without windows", "every: as well, such as every: 1d", null);
            }
            return null;
        }
        return windows(every, id);
    }

    private static @Nullable Windows windows(YamlValue every, @Nullable ZoneId zone) {
        String text = every.isText() ? every.text(WindowLength.EXPECTED) : null;
        WindowLength length = text == null ? null : WindowLength.parse(text).orElse(null);
        if (length == null) {
            every.refuse(WindowLength.EXPECTED);
            return null;
        }
        if (zone != null && !length.isOfDates()) {
            every.refuse(
                    every.found() + " beside a zone",
                    "days, weeks, months or years there, such as 1d, 1w, 1mo or 1y; shorter windows are aligned in UTC,"
                            + " without zone:");
            return null;
        }
        if (!length.isInRange()) {
            every.refuse(WindowLength.EXPECTED + ", " + WindowLength.RANGE);
            return null;
        }
        return length.windows(zone == null ? ZoneOffset.UTC : zone);
    }
}
