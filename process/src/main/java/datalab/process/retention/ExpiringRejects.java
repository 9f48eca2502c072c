package datalab.process.retention;

import datalab.store.RejectLedger;
import java.time.Duration;
import java.time.Instant;

/** Rejects of all labs, by when they were kept. */
public record ExpiringRejects(RejectLedger rejects, Duration retain) implements ExpiringRows {
    private static final int PAGE = 1_000;

    @Override
    public String kind() {
        return "rejects";
    }

    @Override
    public String name() {
        return "all";
    }

    /** Nothing to note: a reject is read by itself, and nothing is derived from it. */
    @Override
    public void raise(Instant now) {}

    @Override
    public int deletePage(Instant now) {
        return rejects.deleteKeptBefore(now.minus(retain), PAGE);
    }
}
