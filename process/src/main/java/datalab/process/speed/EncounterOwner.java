package datalab.process.speed;

import datalab.store.answer.StoreUnavailable;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves one view of contacts on while that is this process's to do: more than one would only be in each other's way. Runs on a
 * thread of its own until it is closed. Like an {@link PartitionOwner} it waits for a store that is away, and never skips an event.
 */
final class EncounterOwner implements Runnable, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EncounterOwner.class);
    private static final Duration IDLE = Duration.ofMillis(100);
    private static final int IDLES_A_LOOK = 50;
    private static final Duration BACKOFF_MIN = Duration.ofMillis(200);
    private static final Duration BACKOFF_MAX = Duration.ofSeconds(5);
    private static final Duration ALARM_PAUSE = Duration.ofSeconds(30);
    private static final Duration STEP_END_MAX = Duration.ofSeconds(3);

    private final EncounterProtocol join;
    private final BooleanSupplier isOurs;
    private final SpeedContext shared;
    private final StreamMeters meters;
    private final Alarms alarms;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final CountDownLatch over = new CountDownLatch(1);
    private Duration backoff = BACKOFF_MIN;
    private volatile long behind;

    /** @param isOurs whether this process is the one to do it */
    EncounterOwner(EncounterProtocol join, BooleanSupplier isOurs, SpeedContext shared) {
        this.join = join;
        this.isOurs = isOurs;
        this.shared = shared;
        this.meters = new StreamMeters(shared.meters(), join.contacts().topic(), this, EncounterOwner::lag);
        this.alarms = new Alarms(join.contacts(), 0, shared.store(), meters);
    }

    @Override
    public void run() {
        try {
            while (closed.getCount() > 0) {
                if (isOurs.getAsBoolean()) {
                    attempt();
                } else {
                    behind = 0;
                    alarms.leave();
                }
                pause(IDLE);
            }
        } catch (InterruptedException e) {
            LOG.atDebug().addKeyValue("topic", join.contacts().topic()).log("joiner interrupted");
        } finally {
            alarms.leave();
            over.countDown();
        }
    }

    /** Waits a little for the step that is under way, which needs the store. */
    @Override
    public void close() {
        closed.countDown();
        try {
            if (!over.await(STEP_END_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.atWarn().addKeyValue("topic", join.contacts().topic()).log("step goes on");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void attempt() throws InterruptedException {
        try {
            own();
        } catch (StoreUnavailable e) {
            meters.retried();
            LOG.atWarn()
                    .addKeyValue("topic", join.contacts().topic())
                    .addKeyValue("reason", e.getMessage())
                    .log("store away");
            pause(backoff);
            backoff = backoff.multipliedBy(2).compareTo(BACKOFF_MAX) > 0 ? BACKOFF_MAX : backoff.multipliedBy(2);
        } catch (RuntimeException | Error e) { // a bug, or no memory: this view waits, all else goes on
            LOG.atError()
                    .addKeyValue("topic", join.contacts().topic())
                    .setCause(e)
                    .log("view of contacts stopped");
            alarms.raise("stopped by an error, is tried again every " + ALARM_PAUSE.toSeconds() + " s: " + e);
            pause(ALARM_PAUSE);
        }
    }

    /** Goes on from where the store is, until that is no longer known. */
    private void own() throws InterruptedException {
        alarms.begin(join.begin());
        backoff = BACKOFF_MIN;
        int idles = 0;
        while (closed.getCount() > 0 && isOurs.getAsBoolean()) {
            switch (step()) {
                case EncounterProtocol.Outcome.Committed committed -> idles = 0;
                case EncounterProtocol.Outcome.Idle idle -> {
                    idles = (idles + 1) % IDLES_A_LOOK;
                    if (idles == 0 && !join.isInPlace()) {
                        return;
                    }
                    pause(IDLE);
                }
                case EncounterProtocol.Outcome.Lost lost -> {
                    meters.fenced();
                    return;
                }
            }
        }
    }

    private EncounterProtocol.Outcome step() throws InterruptedException {
        shared.turns().acquire();
        try {
            long begun = System.nanoTime();
            EncounterProtocol.Outcome outcome = join.step();
            if (outcome instanceof EncounterProtocol.Outcome.Committed(int events)) {
                meters.commit().record(Duration.ofNanos(System.nanoTime() - begun));
                meters.taken(events);
                alarms.clear();
            }
            return outcome;
        } finally {
            behind = join.behind();
            shared.turns().release();
        }
    }

    private double lag() {
        return behind;
    }

    private void pause(Duration length) throws InterruptedException {
        if (closed.await(length.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.atDebug().addKeyValue("topic", join.contacts().topic()).log("joiner closed");
        }
    }
}
