package datalab.cli.simulate;

import java.util.concurrent.TimeUnit;

/** Ctrl-C, as a simulation takes it: it ends by itself and says what it did. */
final class InterruptHook {
    private static final long END_SECONDS_MAX = 4;

    private InterruptHook() {}

    /** From now on Ctrl-C, or TERM, interrupts a thread and waits a little until it has ended. */
    static void interrupts(Thread running) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(running), "stop"));
    }

    private static void end(Thread running) {
        running.interrupt();
        try {
            running.join(TimeUnit.SECONDS.toMillis(END_SECONDS_MAX));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
