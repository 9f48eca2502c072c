package datalab.access.audit;

import java.time.Instant;
import java.util.List;

/** Where the audit log is kept, for all processes. Thread-safe. Throws {@link RuntimeException} where it does not answer. */
public interface AuditLedger {
    /** Keeps nothing. */
    AuditLedger NONE = new AuditLedger() {
        @Override
        public void add(AuditEntry entry, Instant since) {}

        @Override
        public List<KeptAuditEntry> before(long id, Instant since, int limit) {
            return List.of();
        }
    };

    /** Adds an entry, and drops those that are older. */
    void add(AuditEntry entry, Instant since);

    /** Entries with lower numbers that are not older, the newest first. */
    List<KeptAuditEntry> before(long id, Instant since, int limit);
}
