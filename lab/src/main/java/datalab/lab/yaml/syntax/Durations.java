package datalab.lab.yaml.syntax;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 500ms}, {@code 1s}, {@code 15m}, {@code 1h30m}, {@code 1d} of 24 hours. */
public final class Durations {
    /** The message for anything else. */
    public static final String EXPECTED = "a duration such as 500ms, 1s, 15m, 1h or 1d";

    /** The longest that lab.yaml takes: about a hundred years. */
    public static final Duration MAX = Duration.ofDays(36_500);

    private static final Pattern WHOLE = Pattern.compile("(\\d{1,9}+(ms|s|m|h|d))++");
    private static final Pattern PART = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
    private static final Map<String, Duration> UNITS = Map.of(
            "ms", Duration.ofMillis(1),
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1));

    private Durations() {}

    /** In the largest unit that says it in a whole number. */
    public static String text(Duration duration) {
        long millis = duration.toMillis();
        for (String unit : List.of("d", "h", "m", "s")) {
            long length = UNITS.getOrDefault(unit, Duration.ZERO).toMillis();
            if (millis > 0 && millis % length == 0) {
                return millis / length + unit;
            }
        }
        return millis + "ms";
    }

    public static Optional<Duration> parse(String text) {
        if (!WHOLE.matcher(text).matches()) {
            return Optional.empty();
        }
        Duration sum = Duration.ZERO;
        Matcher part = PART.matcher(text);
        while (part.find()) {
            Duration unit = UNITS.getOrDefault(part.group(2), Duration.ZERO);
            sum = sum.plus(unit.multipliedBy(Long.parseLong(part.group(1))));
        }
        return Optional.of(sum);
    }
}
