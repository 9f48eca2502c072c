package datalab.lab.yaml.view;

import datalab.lab.view.Windows;
import datalab.lab.yaml.syntax.Durations;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The length of windows as people write it: a duration such as {@code 1m} or {@code 6h}, or {@code 1d}, {@code 1w}, {@code 1mo},
 * {@code 1y}.
 */
public sealed interface WindowLength {
    /** The message for anything else. */
    String EXPECTED = "a length such as 30s, 1m, 6h, 1d, 1w, 1mo or 1y";

    /** The message for a length that is too short or too long. */
    String RANGE = "from 1s to 36500d or 100y";

    static Optional<WindowLength> parse(String text) {
        Matcher dates = Dates.TEXT.matcher(text);
        return dates.matches()
                ? Optional.of(new Dates(Integer.parseInt(dates.group(1)), Dates.unit(dates.group(2))))
                : Durations.parse(text).map(Elapsed::new);
    }

    boolean isInRange();

    /** Whether the length is one of the calendar, so that a zone says when windows begin. */
    boolean isOfDates();

    /** The windows; where the length is {@linkplain #isOfDates of dates} those of the zone. */
    Windows windows(ZoneId zone);

    /** A length that is the same everywhere and always. */
    record Elapsed(Duration length) implements WindowLength {
        private static final Duration MIN = Duration.ofSeconds(1);

        @Override
        public boolean isInRange() {
            return length.compareTo(MIN) >= 0 && length.compareTo(Durations.MAX) <= 0;
        }

        @Override
        public boolean isOfDates() {
            return false;
        }

        @Override
        public Windows windows(ZoneId zone) {
            return Windows.Fixed.of(length);
        }
    }

    /** So many days, weeks, months or years. */
    record Dates(int count, Windows.Unit unit) implements WindowLength {
        private static final Pattern TEXT = Pattern.compile("(\\d{1,9})(d|w|mo|y)");
        private static final ZoneId UTC = ZoneId.of("UTC");
        private static final Map<Windows.Unit, Integer> MOST = Map.of(
                Windows.Unit.DAY, 36_500,
                Windows.Unit.WEEK, 5_200,
                Windows.Unit.MONTH, 1_200,
                Windows.Unit.YEAR, 100);

        private static Windows.Unit unit(String text) {
            return switch (text) {
                case "d" -> Windows.Unit.DAY;
                case "w" -> Windows.Unit.WEEK;
                case "mo" -> Windows.Unit.MONTH;
                default -> Windows.Unit.YEAR;
            };
        }

        @Override
        public boolean isInRange() {
            return count >= 1 && count <= MOST.getOrDefault(unit, 0);
        }

        @Override
        public boolean isOfDates() {
            return true;
        }

        /** Days of UTC all have 24 hours: they are what they were before there were zones. */
        @Override
        public Windows windows(ZoneId zone) {
            boolean isUtc = zone.normalized().equals(ZoneOffset.UTC);
            return isUtc && unit == Windows.Unit.DAY
                    ? Windows.Fixed.of(Duration.ofDays(count))
                    : new Windows.Calendar(count, unit, isUtc ? UTC : zone);
        }
    }
}
