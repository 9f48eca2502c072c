package datalab.store.postgres.reader;

import datalab.store.sql.SqlQuestion;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Gives up a question that has run out of time, whose client is gone, or that blocks a change to the lab, even where the question
 * has changed the server's own limits: it cancels, and where that does not help it ends the session. Closed by the thread that
 * asks.
 */
final class QueryWatch implements AutoCloseable {
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);
    private static final int LOOKS_A_SECOND = 5;
    private static final Duration CANCEL_MAX = Duration.ofSeconds(3);

    private final SqlQuestion question;
    private final WatchedSession session;
    private final long untilNanos;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable Reason reason;

    /** Why a question is given up. */
    enum Reason {
        LATE,
        ABANDONED,
        IN_THE_WAY
    }

    private QueryWatch(SqlQuestion question, WatchedSession session) {
        this.question = question;
        this.session = session;
        this.untilNanos = System.nanoTime() + question.max().toNanos();
    }

    static QueryWatch start(SqlQuestion question, WatchedSession session) {
        QueryWatch watch = new QueryWatch(question, session);
        Thread.ofVirtual().name("sql-watch").start(watch::run);
        return watch;
    }

    /** Why the question was given up; null where it was not. */
    @Nullable
    Reason reason() {
        return reason;
    }

    private void run() {
        try {
            for (int looks = 1; reason == null && !isClosedIn(LOOK_EVERY); looks++) {
                reason = look(looks % LOOKS_A_SECOND == 0);
            }
            long cancelUntil = System.nanoTime() + CANCEL_MAX.toNanos();
            while (!isClosedIn(Duration.ZERO) && System.nanoTime() < cancelUntil) {
                session.cancel();
                isClosedIn(LOOK_EVERY);
            }
            if (!isClosedIn(Duration.ZERO)) {
                session.end();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private @Nullable Reason look(boolean alsoFromOutside) {
        if (System.nanoTime() - untilNanos > 0) {
            return Reason.LATE;
        }
        if (question.isAbandoned().getAsBoolean()) {
            return Reason.ABANDONED;
        }
        return alsoFromOutside && session.isInTheWay() ? Reason.IN_THE_WAY : null;
    }

    private boolean isClosedIn(Duration time) throws InterruptedException {
        return closed.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
