package datalab.cli.simulate;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Ctrl-C, as a simulation takes it: it ends by itself and says what it did. */
final class InterruptHook {
    private static final long END_SECONDS_MAX = 4;

    private InterruptHook() {}

    /** Work that may be interrupted, and then ends by itself. */
    interface Work<E extends Exception> {
        int run() throws E;
    }

    /** While it runs, Ctrl-C or TERM interrupts this thread and waits a little until the work has ended. */
    static <E extends Exception> int around(Work<E> work) throws E {
        Thread running = Thread.currentThread();
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(running, ended), "stop"));
        try {
            return work.run();
        } finally {
            ended.countDown();
        }
    }

    private static void end(Thread running, CountDownLatch ended) {
        if (ended.getCount() > 0) {
            running.interrupt();
        }
        try {
            boolean isInTime = ended.await(END_SECONDS_MAX, TimeUnit.SECONDS);
            if (!isInTime) {
                System.err.println("datalab: ended before all was acknowledged");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
