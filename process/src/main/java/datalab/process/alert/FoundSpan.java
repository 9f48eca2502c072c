package datalab.process.alert;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An episode as points show it; {@code until} is null where they end before it does. */
record FoundSpan(
        Instant since,
        Instant fired,
        @Nullable Instant until,
        @Nullable Double value) {
    FoundSpan endingAt(@Nullable Instant end) {
        return new FoundSpan(since, fired, end, value);
    }

    /** Whether both hold at some time. */
    boolean overlaps(Instant otherSince, @Nullable Instant otherUntil) {
        return (otherUntil == null || since.isBefore(otherUntil)) && (until == null || otherSince.isBefore(until));
    }
}
