package datalab.app;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kills this process from outside if it does not end in time. What the JVM does after the last shutdown hook is unbounded:
 * at the first exit after a build it writes its class data archive for the next start, which takes seconds, and on a busy
 * machine half a minute.
 */
public final class ForcedExit {
    private static final Logger LOG = LoggerFactory.getLogger(ForcedExit.class);

    /** Reads a pipe that ends with this process, so a later process with the same id is never killed. */
    private static final String SCRIPT = "read -r -t \"$0\" end; [ $? -gt 128 ] && kill -9 \"$1\"";

    private ForcedExit() {}

    /** All components must be closed by then. Without bash there is no such limit. */
    public static void in(Duration time) {
        String seconds = Long.toString(Math.max(1, time.toSeconds()));
        String number = Long.toString(ProcessHandle.current().pid());
        try {
            new ProcessBuilder("bash", "-c", SCRIPT, seconds, number)
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            LOG.atDebug().addKeyValue("reason", e.getMessage()).log("nobody looks whether this process ends");
        }
    }
}
