package datalab.runtime;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a task repeatedly, with back-off after failures, until it is closed. A round that fails ends nothing: the loop's
 * circuit breaker says how long to rest until the next. Runs once, on the thread that calls {@link #run}; {@link #close} is
 * safe from any.
 */
public final class SupervisedLoop implements Runnable, AutoCloseable {

    /** A round of the work. */
    @FunctionalInterface
    public interface Round {
        /** Answers how long to rest until the next round. */
        Duration run() throws Exception;
    }

    /** What a round's failure means beside a rest, such as an alarm. */
    @FunctionalInterface
    public interface OnFailure {
        void failed(Throwable failure);
    }

    /** How to wait for the next round where something else than {@link #close} may end the loop, too. */
    @FunctionalInterface
    public interface Rest {
        /** Answers whether the loop is over. */
        boolean isOver(Duration atMost) throws InterruptedException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(SupervisedLoop.class);

    private final CircuitBreaker breaker;
    private final Round round;
    private final OnFailure onFailure;
    private final Rest rest;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final CountDownLatch over = new CountDownLatch(1);

    public SupervisedLoop(CircuitBreaker breaker, Round round) {
        this(breaker, round, failure -> {});
    }

    public SupervisedLoop(CircuitBreaker breaker, Round round, OnFailure onFailure) {
        this.breaker = breaker;
        this.round = round;
        this.onFailure = onFailure;
        this.rest = this::isClosedWithin;
    }

    /** One that ends where its rest says so, instead of by {@link #close}. */
    public SupervisedLoop(CircuitBreaker breaker, Round round, OnFailure onFailure, Rest rest) {
        this.breaker = breaker;
        this.round = round;
        this.onFailure = onFailure;
        this.rest = rest;
    }

    /** Returns when the loop has ended. */
    @Override
    public void run() {
        try {
            Duration pause = Duration.ZERO;
            while (!rest.isOver(pause)) {
                pause = attempt();
            }
        } catch (InterruptedException e) {
            LOG.atDebug().addKeyValue("loop", breaker).log("interrupted");
        } finally {
            breaker.close();
            over.countDown();
        }
    }

    /** Rests in the middle of a round; true where the loop has been closed. */
    public boolean isClosedWithin(Duration atMost) throws InterruptedException {
        return closed.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
    }

    public boolean isClosed() {
        return closed.getCount() == 0;
    }

    /** Ends a rest at once, and the loop after the round that is under way. */
    @Override
    public void close() {
        closed.countDown();
    }

    /** Waits for the end of the round that was under way when the loop was closed; false where it takes longer. */
    public boolean awaitEnd(Duration atMost) {
        try {
            return over.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Duration attempt() throws InterruptedException {
        try {
            breaker.tried();
            Duration pause = round.run();
            breaker.passed();
            return pause;
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception | Error e) {
            Duration pause = breaker.failed(e);
            onFailure.failed(e);
            return pause;
        }
    }
}
