package datalab.app;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kills this process from outside if it does not end in time. What the JVM does behind the last hook has no bound of its
 * own: at the first end after a build it keeps the classes that it has loaded, for the next start, which takes seconds and
 * on a busy machine half a minute.
 */
public final class ForcedExit {
    private static final Logger LOG = LoggerFactory.getLogger(ForcedExit.class);

    /** Reads a pipe from this process, which ends with it; so a process that is given the same id later is never killed. */
    private static final String SCRIPT = "read -r -t \"$0\" end; [ $? -gt 128 ] && kill -9 \"$1\"";

    private ForcedExit() {}

    /** All that matters must be closed by then. Where there is no bash there is no such bound. */
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
