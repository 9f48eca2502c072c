package datalab.access.quota;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What is left for one client. Thread-safe. */
public final class ClientQuota {
    private static final int UNLIMITED = Integer.MAX_VALUE;
    private static final Duration TURN_MAX = Duration.ofSeconds(10);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    /** Bodies of one client that are read on while they wait for its quota. */
    private static final int WAITING_MAX = 8;

    /** Of who may take any amount. */
    public static final ClientQuota NONE = new ClientQuota("", new Quotas(QuotaLimits.NONE, System::nanoTime));

    private final String client;
    private final Quotas quotas;
    private final TokenBucket events;
    private final TokenBucket bytes;
    private final TokenBucket questions;
    private final Semaphore expensive;
    private final Semaphore waiting = new Semaphore(WAITING_MAX);
    private final ReentrantLock lock = new ReentrantLock();

    ClientQuota(String client, Quotas quotas) {
        this.client = client;
        this.quotas = quotas;
        QuotaLimits limits = quotas.limits();
        long now = quotas.now();
        this.events = new TokenBucket(limits.clientEvents(), limits.clientEvents(), now);
        this.bytes = new TokenBucket(limits.clientBytes(), limits.clientBytes(), now);
        this.questions = new TokenBucket(limits.clientQuestions(), limits.clientQuestions(), now);
        this.expensive = new Semaphore(limits.clientExpensive() == 0 ? UNLIMITED : limits.clientExpensive(), true);
    }

    /** Whether nothing that is sent is counted. */
    public boolean takesAll() {
        return quotas.takesAll();
    }

    /**
     * Takes events of a lab, all or none.
     *
     * @param lab null where they are of none
     * @return null where they are taken
     */
    public @Nullable QuotaExceeded take(@Nullable String lab, long count, long size) {
        if (takesAll()) {
            return null;
        }
        lock.lock();
        try {
            QuotaExceeded own = ownExceeded(count, size);
            QuotaExceeded exceeded = own != null || lab == null ? own : quotas.takeOfLab(lab, client, count, size);
            if (exceeded == null) {
                events.take(count);
                bytes.take(size);
            }
            return exceeded;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable QuotaExceeded ownExceeded(long count, long size) {
        QuotaLimits limits = quotas.limits();
        QuotaExceeded exceeded =
                exceeded(events, "client_events", limits.clientEvents(), count, "events a second from one client");
        return exceeded == null
                ? exceeded(bytes, "client_bytes", limits.clientBytes(), size, "bytes a second from one client")
                : exceeded;
    }

    /** Takes a question; null where it is taken. */
    public @Nullable QuotaExceeded ask() {
        long rate = quotas.limits().clientQuestions();
        if (rate == 0) {
            return null;
        }
        lock.lock();
        try {
            QuotaExceeded exceeded =
                    exceeded(questions, "client_questions", rate, 1, "questions a second from one client");
            if (exceeded == null) {
                questions.take(1);
            }
            return exceeded;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable QuotaExceeded exceeded(TokenBucket bucket, String limit, long rate, long amount, String what) {
        if (rate == 0) {
            return null;
        }
        bucket.refill((double) rate, quotas.now());
        return bucket.has(amount) ? null : QuotaExceeded.of(limit, rate, what, bucket.waitNanos(amount));
    }

    /** Waits for a turn to have something expensive answered, to be ended by {@link #leaveExpensive}; null where it has one. */
    public @Nullable QuotaExceeded enterExpensive() {
        try {
            if (expensive.tryAcquire(TURN_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
                return null;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return new QuotaExceeded(
                "quotas.client_expensive",
                "more than " + quotas.limits().clientExpensive()
                        + " exports, questions in SQL and questions over many rows of one client at a time"
                        + " (quotas.client_expensive)",
                RETRY_AFTER);
    }

    public void leaveExpensive() {
        expensive.release();
    }

    /** Whether one more may wait for its quota, until {@link #endWait}. */
    public boolean beginWait() {
        return waiting.tryAcquire();
    }

    public void endWait() {
        waiting.release();
    }
}
