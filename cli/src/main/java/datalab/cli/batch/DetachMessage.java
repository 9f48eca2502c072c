package datalab.cli.batch;

/** What to say where the user ends the command while something goes on without it: while this is open. */
final class DetachMessage implements AutoCloseable {
    private final Thread hook = new Thread(this::print, "farewell");
    private volatile String message;

    DetachMessage(String message) {
        this.message = message;
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException e) { // the process is ending already
            print();
        }
    }

    /** From now on, this. */
    void say(String next) {
        message = next;
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // Too late: the process is ending, and says it.
        }
    }

    private void print() {
        System.err.println("\ndatalab: " + message);
    }
}
