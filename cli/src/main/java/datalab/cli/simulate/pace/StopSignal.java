package datalab.cli.simulate.pace;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Ctrl-C, or TERM, as a simulation takes it: what is under way is sent to its end, and no more. Thread-safe. */
public final class StopSignal implements AutoCloseable {
    private static final long END_SECONDS_MAX = 10;

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    private StopSignal() {}

    /** From now on Ctrl-C asks to stop, and waits a little for what is under way to end. */
    public static StopSignal listen() {
        StopSignal signal = new StopSignal();
        Runtime.getRuntime().addShutdownHook(new Thread(signal::ask, "stop"));
        return signal;
    }

    private void ask() {
        asked.countDown();
        try {
            boolean isEnded = ended.await(END_SECONDS_MAX, TimeUnit.SECONDS);
            if (!isEnded) {
                System.err.println("datalab: ended before all was acknowledged");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public boolean isAsked() {
        return asked.getCount() == 0;
    }

    /** Waits so long, or until it is asked; says whether it is. */
    public boolean awaitAsked(long nanos) {
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
