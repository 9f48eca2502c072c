package datalab.testkit;

import java.io.IOException;

/** Signals to servers of tests: STOP and CONT freeze and thaw them. */
public final class ProcessSignal {
    private ProcessSignal() {}

    /** Returns when it is sent. */
    public static void send(Process process, String signal) {
        try {
            new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new IllegalStateException("no program kill", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
