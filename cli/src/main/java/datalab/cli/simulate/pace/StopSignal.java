package datalab.cli.simulate.scenario;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Ctrl-C, or TERM, as a scenario takes it: what is under way is sent to its end, and no more. Thread-safe. */
final class StopSignal implements AutoCloseable {
    private static final long END_SECONDS_MAX = 10;

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    private StopSignal() {}

    /** From now on Ctrl-C asks to stop, and waits a little for what is under way to end. */
    static StopSignal listen() {
        StopSignal signal = new StopSignal();
        Runtime.getRuntime().addShutdownHook(new Thread(signal::ask, "stop"));
        return signal;
    }

    private void ask() {
        asked.countDown();
        try {
            boolean isEnded = ended.await(END_SECONDS_MAX, TimeUnit.SECONDS);
            if (!isEnded) {
                System.err.println("datalab: ended while the server did not answer");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    boolean isAsked() {
        return asked.getCount() == 0;
    }

    /** Waits so long, or until it is asked; says whether it is. */
    boolean awaitAsked(long nanos) {
        try {
            return asked.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** All has been said, and the process may end. */
    @Override
    public void close() {
        ended.countDown();
    }
}
