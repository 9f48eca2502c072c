package datalab.process.speed;

import datalab.runtime.CircuitBreaker;
import datalab.runtime.SupervisedLoop;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the processing loop of one view of contacts while this process is responsible for it: a second worker would only
 * conflict with it. Runs on a thread of its own until it is closed. As a {@link PartitionWorker} does, it waits for a store
 * that is away and skips no event.
 */
final class EncounterWorker implements Runnable, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EncounterWorker.class);
    private static final Duration IDLE = Duration.ofMillis(100);
    private static final int IDLES_A_LOOK = 50;
    private static final Duration STEP_END_MAX = Duration.ofSeconds(3);

    private final EncounterCommitter join;
    private final BooleanSupplier isOurs;
    private final SpeedContext shared;
    private final SpeedMeters meters;
    private final PartitionAlarm alarms;
    private final CircuitBreaker breaker;
    private final SupervisedLoop loop;
    private volatile long behind;

    /** @param isOurs whether this process is responsible for it */
    EncounterWorker(EncounterCommitter join, BooleanSupplier isOurs, SpeedContext shared) {
        this.join = join;
        this.isOurs = isOurs;
        this.shared = shared;
        this.meters = new SpeedMeters(shared.meters(), join.contacts().topic(), this, EncounterWorker::lag);
        this.alarms = new PartitionAlarm(join.contacts(), 0, shared.store().ledger(), meters);
        this.breaker =
                new CircuitBreaker("encounters", join.contacts().topic(), PartitionWorker.BACKOFF, shared.meters());
        this.loop = new SupervisedLoop(breaker, this::look, alarms::failed);
    }

    @Override
    public void run() {
        loop.run();
        alarms.leave();
    }

    /** Waits a little for the step that is under way, which needs the store. */
    @Override
    public void close() {
        loop.close();
        if (!loop.awaitEnd(STEP_END_MAX)) {
            LOG.atWarn().addKeyValue("topic", join.contacts().topic()).log("step goes on");
        }
    }

    private Duration look() throws InterruptedException {
        if (isOurs.getAsBoolean()) {
            own();
        } else {
            behind = 0;
            alarms.leave();
        }
        return IDLE;
    }

    /** Continues from the store's position, until that is no longer known. */
    private void own() throws InterruptedException {
        alarms.begin(join.begin());
        breaker.passed();
        int idles = 0;
        while (!loop.isClosed() && isOurs.getAsBoolean()) {
            switch (step()) {
                case EncounterCommitter.Outcome.Committed committed -> idles = 0;
                case EncounterCommitter.Outcome.Idle idle -> {
                    idles = (idles + 1) % IDLES_A_LOOK;
                    if (idles == 0 && !join.isInPlace()) {
                        return;
                    }
                    loop.isClosedWithin(IDLE);
                }
                case EncounterCommitter.Outcome.Lost lost -> {
                    meters.fenced();
                    return;
                }
            }
        }
    }

    private EncounterCommitter.Outcome step() throws InterruptedException {
        shared.turns().acquire();
        try {
            long begun = System.nanoTime();
            EncounterCommitter.Outcome outcome = join.step();
            if (outcome instanceof EncounterCommitter.Outcome.Committed(int events)) {
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
}
