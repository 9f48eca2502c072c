package datalab.cache.redis;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a Redis that answers refuses to do something, as one whose memory is full refuses to write: it is then tried
 * once a second. Logs when that begins and when it is over. Thread-safe.
 */
final class Refusal {
    private static final Logger LOG = LoggerFactory.getLogger(Refusal.class);
    private static final long REST_NANOS = 1_000_000_000L;

    private final String name;
    private final String what;
    private final AtomicBoolean isOn = new AtomicBoolean();
    private volatile @Nullable String reason;
    private volatile long sinceNanos;

    /** @param what it refuses, such as {@code writes} */
    Refusal(String name, String what) {
        this.name = name;
        this.what = what;
    }

    /** Whether there is no use in trying now. */
    boolean rests() {
        return reason != null && System.nanoTime() - sinceNanos < REST_NANOS;
    }

    void refused(String why) {
        sinceNanos = System.nanoTime();
        reason = why;
        if (isOn.compareAndSet(false, true)) {
            LOG.atWarn().addKeyValue("server", name).addKeyValue("reason", why).log("shared cache refuses " + what);
        }
    }

    void done() {
        if (reason != null && isOn.compareAndSet(true, false)) {
            reason = null;
            LOG.atInfo().addKeyValue("server", name).log("shared cache takes " + what + " again");
        }
    }

    Optional<String> reason() {
        return Optional.ofNullable(reason).map(why -> "refuses " + what + ": " + why);
    }
}
