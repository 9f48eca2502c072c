package datalab.lab.view;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * How event time is cut into the windows of a view: one after another, without gaps, so that each time is in exactly one. A
 * window begins at its start and ends where the next one begins. Thread-safe.
 */
public sealed interface Windows {
    /** The start of the window that holds a time. */
    Instant start(Instant time);

    /** The end of the window that begins at a start: the start of the next one. */
    Instant end(Instant start);

    /** Whether each of these is a whole number of others, by their lengths and zones, at any time. */
    boolean areWholeNumbersOf(Windows others);

    /** The length as an ISO 8601 duration such as {@code PT1H} or {@code P1M}. */
    String length();

    /** How far the horizon of a view may rise, whose rows are kept from that time on. */
    Instant horizon(Instant kept);

    /** How long before a {@link #horizon} those windows begin, at least, that have ended by then. */
    Duration endedBefore();

    /** All of one length, one of them beginning with the year 1970 in UTC. */
    record Fixed(long micros) implements Windows {
        private static final long MICROS_A_SECOND = 1_000_000L;

        public static Fixed of(Duration each) {
            return new Fixed(each.toNanos() / 1000);
        }

        public Duration each() {
            return Duration.of(micros, ChronoUnit.MICROS);
        }

        @Override
        public Instant start(Instant time) {
            long since = time.getEpochSecond() * MICROS_A_SECOND + time.getNano() / 1000;
            long start = Math.floorDiv(since, micros) * micros;
            return Instant.ofEpochSecond(
                    Math.floorDiv(start, MICROS_A_SECOND), Math.floorMod(start, MICROS_A_SECOND) * 1000);
        }

        @Override
        public Instant end(Instant start) {
            return start.plus(micros, ChronoUnit.MICROS);
        }

        @Override
        public boolean areWholeNumbersOf(Windows others) {
            return others instanceof Fixed(long smaller) && micros % smaller == 0;
        }

        @Override
        public String length() {
            return each().toString();
        }

        @Override
        public Instant horizon(Instant kept) {
            return kept;
        }

        @Override
        public Duration endedBefore() {
            return each();
        }

        /** Definitions of views from before there were others show their length alone. */
        @Override
        public String toString() {
            return length();
        }
    }

    /**
     * Days, weeks, months or years of a zone, by the rules that this JVM has of it. A day begins when its date does for the first
     * time: where clocks are set back over midnight, what comes once more belongs to the new day. A date that a zone has left
     * out has no window.
     *
     * @param count how many of the unit each has, counted from 1970-01-01, the Monday before it, or January of year 0
     */
    record Calendar(int count, Unit unit, ZoneId zone) implements Windows {
        private static final long MICROS_A_DAY = Duration.ofDays(1).toNanos() / 1000;
        private static final Duration INSTANT = ChronoUnit.MICROS.getDuration();

        @Override
        public Instant start(Instant time) {
            long window = window(time);
            Instant start = begin(window);
            Instant next = begin(window + 1);
            while (!next.isAfter(time)) {
                window++;
                start = next;
                next = begin(window + 1);
            }
            return start;
        }

        @Override
        public Instant end(Instant start) {
            long window = window(start) + 1;
            while (!begin(window).isAfter(start)) {
                window++;
            }
            return begin(window);
        }

        /** Days of UTC have one length; all else that fits a calendar is of its own zone. */
        @Override
        public boolean areWholeNumbersOf(Windows others) {
            return switch (others) {
                case Fixed(long smaller) -> zone.normalized().equals(ZoneOffset.UTC) && MICROS_A_DAY % smaller == 0;
                case Calendar(int smaller, Unit one, ZoneId other) ->
                    zone.normalized().equals(other.normalized())
                            && (unit == one ? count % smaller == 0 : smaller == 1 && unit.isOfWhole(one));
            };
        }

        @Override
        public String length() {
            return "P" + count + unit.name().charAt(0);
        }

        /** Always a start: what has ended by then are the windows that begin earlier, and a store needs no rules of zones. */
        @Override
        public Instant horizon(Instant kept) {
            return start(kept);
        }

        @Override
        public Duration endedBefore() {
            return INSTANT;
        }

        private long window(Instant time) {
            return Math.floorDiv(unit.of(time.atZone(zone).toLocalDate()), count);
        }

        private Instant begin(long window) {
            return unit.date(window * count).atStartOfDay(zone).toInstant();
        }

        @Override
        public String toString() {
            return length() + " " + zone;
        }
    }

    /** A unit of the calendar; each is numbered. */
    enum Unit {
        DAY {
            @Override
            long of(LocalDate date) {
                return date.toEpochDay();
            }

            @Override
            LocalDate date(long number) {
                return LocalDate.ofEpochDay(number);
            }
        },
        /** Of ISO 8601, from Monday on. */
        WEEK {
            @Override
            long of(LocalDate date) {
                return Math.floorDiv(date.toEpochDay() - MONDAY, DAYS_A_WEEK);
            }

            @Override
            LocalDate date(long number) {
                return LocalDate.ofEpochDay(number * DAYS_A_WEEK + MONDAY);
            }
        },
        MONTH {
            @Override
            long of(LocalDate date) {
                return date.getYear() * MONTHS_A_YEAR + date.getMonthValue() - 1;
            }

            @Override
            LocalDate date(long number) {
                int month = (int) Math.floorMod(number, MONTHS_A_YEAR) + 1;
                return LocalDate.of((int) Math.floorDiv(number, MONTHS_A_YEAR), month, 1);
            }
        },
        YEAR {
            @Override
            long of(LocalDate date) {
                return date.getYear();
            }

            @Override
            LocalDate date(long number) {
                return LocalDate.of((int) number, 1, 1);
            }
        };

        private static final long DAYS_A_WEEK = DayOfWeek.values().length;
        private static final long MONTHS_A_YEAR = 12;
        /** 1969-12-29, the Monday of the week of 1970-01-01. */
        private static final long MONDAY = -3;

        /** The number of the unit that a date is in. */
        abstract long of(LocalDate date);

        /** The first date of the unit with a number. */
        abstract LocalDate date(long number);

        /** Whether each one is a whole number of another unit. */
        boolean isOfWhole(Unit other) {
            return other == DAY || (this == YEAR && other == MONTH);
        }

        /** {@code "days"} for {@link #DAY}, and so on. */
        public String plural() {
            return name().toLowerCase(Locale.ROOT) + "s";
        }
    }
}
