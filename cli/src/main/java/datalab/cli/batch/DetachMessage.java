package datalab.cli.batch;

import java.util.function.Supplier;

/** What to say where the user ends the command while it waits for something that goes on without it. */
final class DetachMessage {
    private DetachMessage() {}

    static <T> T saying(String message, Supplier<T> wait) {
        Runnable farewell = () -> System.err.println("\ndatalab: " + message);
        Thread hook = new Thread(farewell, "farewell");
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException e) { // the process is ending already
            farewell.run();
        }
        try {
            return wait.get();
        } finally {
            forget(hook);
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // Too late: the process is ending, and says it.
        }
    }
}
