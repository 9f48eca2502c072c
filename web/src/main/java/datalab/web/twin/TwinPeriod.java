package datalab.web.twin;

import datalab.lab.forecast.Model;
import datalab.lab.forecast.Slots;
import datalab.web.http.HttpProblem;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;

/**
 * The slots of an answer: those that start at {@code from} or later and before {@code to}.
 *
 * @param end where the last of them ends, of any model
 */
record TwinPeriod(Instant from, Instant to, Instant end) {
    static final int SLOTS_MAX = 10_000;

    private static final Duration USUAL = Duration.ofDays(7);

    /** @param newest the time of the newest event of the key */
    static TwinPeriod of(TwinQuestion asked, Instant newest) {
        Instant known = end(asked.models().getFirst().slots(), newest);
        Instant to = asked.to() == null ? known.plus(longestAhead(asked)) : asked.to();
        Instant last = asked.to() == null ? known : min(known, to);
        Duration shortest = asked.models().stream()
                .map(Model::every)
                .min(Comparator.naturalOrder())
                .orElseThrow();
        Duration longest = shortest.multipliedBy(SLOTS_MAX);
        Instant from = asked.from() == null ? last.minus(min(USUAL, longest)) : asked.from();
        if (Duration.between(from, asked.to() == null ? known : to).compareTo(longest) > 0) {
            throw HttpProblem.tooMany(SLOTS_MAX, "slots of " + shortest, "from and to");
        }
        Instant end = asked.models().stream()
                .map(model -> end(model.slots(), to.minusNanos(1)))
                .max(Comparator.naturalOrder())
                .orElseThrow();
        return new TwinPeriod(from, to, end);
    }

    boolean contains(Instant start) {
        return !start.isBefore(from) && start.isBefore(to);
    }

    private static Duration longestAhead(TwinQuestion asked) {
        return asked.models().stream()
                .map(model -> model.every().multipliedBy(model.horizons().getLast()))
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** Where the slot ends that holds a time. */
    private static Instant end(Slots slots, Instant time) {
        return slots.start(slots.of(time) + 1);
    }

    private static <T extends Comparable<? super T>> T min(T one, T other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
