package datalab.web.points;

import datalab.store.result.QueryTimeout;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeoutException;

/** How long reading all rows of a period may take. Owned by one thread. */
public final class ReadingTime {
    private static final Duration MAX = Duration.ofSeconds(30);
    private static final int ROWS_BETWEEN = 1_000;

    private final String what;
    private final Clock clock;
    private final Instant end;
    private int rows;

    public ReadingTime(String what, Clock clock) {
        this.what = what;
        this.clock = clock;
        this.end = clock.instant().plus(MAX);
    }

    /** Gives up after too long; to be called for each row. */
    public void check() {
        if (++rows % ROWS_BETWEEN == 0 && clock.instant().isAfter(end)) {
            throw new QueryTimeout(what, MAX, new TimeoutException(rows + " rows read"));
        }
    }
}
