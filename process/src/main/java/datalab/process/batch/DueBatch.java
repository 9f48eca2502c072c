package datalab.process.batch;

import datalab.lab.Schedule;
import datalab.lab.time.Cron;
import datalab.store.batch.BatchKind;
import datalab.store.batch.BatchRun;
import datalab.store.view.ViewStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Decides which kind of batch is due for a view, from its schedule, its earlier runs and pending requests. Immutable.
 *
 * @param schedule in UTC
 * @param runs of the view, the newest of each kind and state at least
 * @param since before this nothing was due
 */
record DueBatch(ViewStatus viewStatus, @Nullable Schedule schedule, List<BatchRun> runs, Instant since) {
    /** How often a failed batch is tried before its next scheduled time; one that builds a view is retried without limit. */
    static final int ATTEMPTS_MAX = 3;

    private static final Duration BACKOFF_MIN = Duration.ofSeconds(2);
    private static final Duration BACKOFF_MAX = Duration.ofMinutes(5);
    /** A view without a schedule is compacted too, so that its rows do not grow with every cut of its stream. */
    private static final Duration COMPACT_EVERY = Duration.ofHours(1);

    Optional<BatchKind> due(Instant now) {
        Optional<BatchKind> requested = runs.stream()
                .filter(run -> run.state() == BatchRun.State.REQUESTED)
                .min(Comparator.comparingLong(BatchRun::id))
                .map(BatchRun::kind);
        if (requested.isPresent()) {
            return requested;
        }
        if (viewStatus.building()) {
            return failing(BatchKind.RECOMPUTE).map(run -> isRetried(run, now)).orElse(true)
                    ? Optional.of(BatchKind.RECOMPUTE)
                    : Optional.empty();
        }
        return Stream.of(BatchKind.RECOMPUTE, BatchKind.COMPACT, BatchKind.VERIFY)
                .filter(kind -> isRetryDue(kind, now) || isScheduled(kind, now))
                .findFirst();
    }

    private boolean isRetryDue(BatchKind kind, Instant now) {
        return failing(kind)
                .filter(run -> run.attempt() < ATTEMPTS_MAX && isRetried(run, now))
                .isPresent();
    }

    private static boolean isRetried(BatchRun run, Instant now) {
        if (run.ended() == null) {
            return true; // its process has gone
        }
        Duration backoff = BACKOFF_MIN.multipliedBy(1L << Math.min(run.attempt() - 1, 10));
        return !now.isBefore(run.ended().plus(backoff.compareTo(BACKOFF_MAX) < 0 ? backoff : BACKOFF_MAX));
    }

    private boolean isScheduled(BatchKind kind, Instant now) {
        Instant last = began(kind).filter(since::isBefore).orElse(since);
        Cron cron = cron(kind);
        if (cron != null) {
            return !cron.next(last, ZoneOffset.UTC).isAfter(now);
        }
        return kind == BatchKind.COMPACT && !last.plus(COMPACT_EVERY).isAfter(now);
    }

    private @Nullable Cron cron(BatchKind kind) {
        if (schedule == null) {
            return null;
        }
        return switch (kind) {
            case COMPACT -> schedule.compact();
            case RECOMPUTE -> schedule.recompute();
            case VERIFY -> null;
        };
    }

    private Optional<Instant> began(BatchKind kind) {
        return ofKind(kind).map(BatchRun::began).filter(began -> began != null).max(Comparator.naturalOrder());
    }

    /** The newest run, where it has not gone well: failed, or left by its process. */
    private Optional<BatchRun> failing(BatchKind kind) {
        return ofKind(kind)
                .filter(run -> run.state() != BatchRun.State.REQUESTED)
                .max(Comparator.comparingLong(BatchRun::id))
                .filter(run -> run.state() != BatchRun.State.DONE);
    }

    private Stream<BatchRun> ofKind(BatchKind kind) {
        return runs.stream().filter(run -> run.kind() == kind);
    }
}
