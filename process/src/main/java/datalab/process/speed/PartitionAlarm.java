package datalab.process.speed;

import datalab.lab.stream.EventStream;
import datalab.runtime.Unavailable;
import datalab.store.Ledger;
import datalab.store.result.StoreUnavailable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Raises and clears the alarm of one partition that needs manual intervention, in the store, the log output and the
 * metrics. Owned by the partition's thread.
 */
final class PartitionAlarm {
    private static final Logger LOG = LoggerFactory.getLogger(PartitionAlarm.class);

    private static final String ARCHIVE_AWAY =
            "the archive does not answer; events wait in the log and are processed when it is back: ";

    private static final String ARCHIVE_MOVES =
            "the archive moves; events wait in the log and are processed afterwards: ";

    private final EventStream stream;
    private final int partition;
    private final Ledger ledger;
    private final SpeedMeters meters;
    private @Nullable String stored;
    private boolean counted;

    PartitionAlarm(EventStream stream, int partition, Ledger ledger, SpeedMeters meters) {
        this.stream = stream;
        this.partition = partition;
        this.ledger = ledger;
        this.meters = meters;
    }

    SpeedMeters meters() {
        return meters;
    }

    /** @param now the alarm in the store at the start */
    void begin(@Nullable String now) {
        stored = now;
    }

    /** Counts a server that does not respond; any other failure, such as a bug or no memory, raises the alarm. */
    void failed(Throwable failure) {
        if (failure instanceof StoreUnavailable away && away.isOfArchive()) {
            meters.retried();
            raise(
                    (away.isMoved() ? ARCHIVE_MOVES : ARCHIVE_AWAY) + failure.getMessage(),
                    Level.WARN,
                    "partition waits for its archive");
        } else if (failure instanceof Unavailable) {
            meters.retried();
        } else {
            raise("stopped by an error, is tried again every "
                    + PartitionWorker.BACKOFF.afterBug().toSeconds() + " s: " + failure);
        }
    }

    /** Logs the alarm even if the store does not respond; it is raised again at the next attempt. */
    void raise(String message) {
        raise(message, Level.ERROR, "partition waits for a person");
    }

    private void raise(String message, Level level, String event) {
        count(true);
        if (message.equals(stored)) {
            return;
        }
        LOG.atLevel(level)
                .addKeyValue("topic", stream.topic())
                .addKeyValue("partition", partition)
                .addKeyValue("reason", message)
                .log(event);
        tell(message);
    }

    /** Manual intervention is not needed any more: resets the metric, but not a stored alarm, other than that of an archive. */
    void passed() {
        count(false);
        if (stored != null && (stored.startsWith(ARCHIVE_AWAY) || stored.startsWith(ARCHIVE_MOVES))) {
            tell(null);
        }
    }

    void clear() {
        count(false);
        if (stored != null) {
            tell(null);
        }
    }

    /** The partition is no longer this process's; what the store says of it stays. */
    void leave() {
        count(false);
    }

    private void tell(@Nullable String message) {
        try {
            ledger.alarm(stream, partition, message);
            stored = message;
        } catch (StoreUnavailable e) {
            LOG.atWarn().addKeyValue("topic", stream.topic()).setCause(e).log("alarm not stored");
        }
    }

    private void count(boolean stopped) {
        if (stopped != counted) {
            counted = stopped;
            meters.stopped(stopped ? 1 : -1);
        }
    }
}
