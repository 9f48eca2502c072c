package datalab.bench.load;

import datalab.testkit.DataLabProcess;
import java.time.Duration;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** Waits until a lab's streams have no lag. */
public final class AwaitNoLag {
    private static final Pattern BEHIND = Pattern.compile("\"lag\":[1-9]");
    private static final Duration AT_MOST = Duration.ofMinutes(3);

    private AwaitNoLag() {}

    public static void await(DataLabProcess datalab, String lab) {
        Awaitility.await()
                .atMost(AT_MOST)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> !BEHIND.matcher(datalab.get("/labs/" + lab).body()).find());
    }
}
