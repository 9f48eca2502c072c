package datalab.forecast;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/**
 * What is usual at this time: the mean and the sample standard deviation of the values in the same part of the calendar, by local
 * time. Which part a slot is in, its start decides. Both are worked out by compensated sums, so they equal SQL's {@code avg} and
 * {@code stddev_samp} to the last digits; of a part with fewer than two values nothing is expected.
 *
 * @param every the length of a slot
 * @param zone whose local time counts, with its summer time
 * @param parts of the calendar, in any order; without any there is one mean for all
 */
public record Climatology(Duration every, ZoneId zone, List<Part> parts) implements ModelMethod {
    private static final int LENGTH_MIN = 2;

    /** A part of the calendar. */
    public enum Part {
        /** December to February, March to May, June to August, September to November. */
        SEASON(4) {
            @Override
            int of(ZonedDateTime time) {
                return time.getMonthValue() % 12 / 3;
            }
        },
        /** Monday to Sunday. */
        WEEKDAY(DayOfWeek.values().length) {
            @Override
            int of(ZonedDateTime time) {
                return time.getDayOfWeek().getValue() - 1;
            }
        },
        /** Hour of the day, 0 to 23. */
        HOUR(24) {
            @Override
            int of(ZonedDateTime time) {
                return time.getHour();
            }
        };

        private final int count;

        Part(int count) {
            this.count = count;
        }

        abstract int of(ZonedDateTime time);
    }

    public Climatology {
        if (every.isNegative() || every.isZero()) {
            throw new IllegalArgumentException("slots of " + every + ", expected more than 0");
        }
        // In one order, so that the same parts make the same model.
        parts = parts.isEmpty() ? List.of() : List.copyOf(EnumSet.copyOf(parts));
    }

    @Override
    public Optional<Fitted> fit(Series series) {
        double unit = PowerOfTwo.above(series.values());
        int[] counts = new int[buckets()];
        CompensatedSum[] sums = zeros();
        CompensatedSum[] squares = zeros();
        double[] values = series.values();
        int[] places = places(series);
        for (int i = 0; i < values.length; i++) {
            if (places[i] >= 0) {
                counts[places[i]]++;
                sums[places[i]].add(values[i] / unit);
            }
        }
        for (int i = 0; i < values.length; i++) {
            if (places[i] >= 0) {
                double deviation = values[i] / unit - sums[places[i]].sum() / counts[places[i]];
                squares[places[i]].add(deviation * deviation);
            }
        }
        Forecast[] usual = new Forecast[counts.length];
        boolean any = false;
        for (int i = 0; i < usual.length; i++) {
            any |= counts[i] >= LENGTH_MIN;
            usual[i] = counts[i] < LENGTH_MIN
                    ? Forecast.NONE
                    : new Forecast(
                            unit * (sums[i].sum() / counts[i]), unit * Math.sqrt(squares[i].sum() / (counts[i] - 1)));
        }
        return any ? Optional.of(new Fitted(new ClimatologyModel(this, usual), new double[0])) : Optional.empty();
    }

    @Override
    public SeriesModel of(double[] parameters) {
        return ClimatologyModel.of(this, parameters);
    }

    @Override
    public int lengthMin() {
        return LENGTH_MIN;
    }

    /** How many means there are. */
    int buckets() {
        return parts.stream().mapToInt(part -> part.count).reduce(1, (a, b) -> a * b);
    }

    /** Which of them a slot counts in. */
    int bucket(long slot) {
        if (parts.isEmpty()) {
            return 0;
        }
        ZonedDateTime start = Instant.EPOCH.plus(every.multipliedBy(slot)).atZone(zone);
        int bucket = 0;
        for (Part part : parts) {
            bucket = bucket * part.count + part.of(start);
        }
        return bucket;
    }

    /** The bucket of each slot, -1 where it has no value. */
    private int[] places(Series series) {
        int[] places = new int[series.values().length];
        for (int i = 0; i < places.length; i++) {
            places[i] = Double.isFinite(series.values()[i]) ? bucket(series.firstSlot() + i) : -1;
        }
        return places;
    }

    private CompensatedSum[] zeros() {
        CompensatedSum[] sums = new CompensatedSum[buckets()];
        for (int i = 0; i < sums.length; i++) {
            sums[i] = new CompensatedSum();
        }
        return sums;
    }
}
