package datalab.app.batch;

/** What to say where the user ends the command before it is closed. */
final class Farewell implements AutoCloseable {
    private final Thread hook;

    Farewell(String message) {
        this.hook = new Thread(() -> System.err.println("\ndatalab: " + message), "farewell");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending, and has said it.
        }
    }
}
