package datalab.access.audit;

import datalab.access.quota.ClientQuota;
import datalab.access.quota.QuotaLimits;
import datalab.access.quota.Quotas;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The audit log: administrative acts, each a line of the log and a row that is kept for a time. Attempts that were refused, and
 * what nobody known asked for, have them, too, but few a second, so that nobody fills it with them. Thread-safe.
 */
public final class Audit {
    /** Where nothing is kept. */
    public static final Audit NONE = new Audit(AuditLedger.NONE, Clock.systemUTC(), Duration.ofDays(1));

    private static final Logger LOG = LoggerFactory.getLogger(Audit.class);
    private static final int REFUSED_A_SECOND_MAX = 10;
    private static final String ANONYMOUS = "anonymous";
    private static final int UNAUTHENTICATED = 401;
    private static final int FORBIDDEN = 403;
    private static final int TOO_MANY = 429;

    private final AuditLedger ledger;
    private final Clock clock;
    private final Duration retain;
    private final ClientQuota refused =
            new Quotas(new QuotaLimits(REFUSED_A_SECOND_MAX, 0, 0, 0, 0, 0), System::nanoTime).of("refused");

    /** @param retain how long entries are kept */
    public Audit(AuditLedger ledger, Clock clock, Duration retain) {
        this.ledger = ledger;
        this.clock = clock;
        this.retain = retain;
    }

    public Clock clock() {
        return clock;
    }

    /** Notes an act before it is answered. Where it cannot be kept, the log has it alone. */
    public void note(AuditEntry entry) {
        AuditEntry plain = new AuditEntry(
                entry.at().truncatedTo(ChronoUnit.MILLIS),
                AccessLog.plain(entry.caller()),
                AccessLog.plain(entry.address()),
                AccessLog.plain(entry.act()),
                entry.lab() == null ? null : AccessLog.plain(entry.lab()),
                AccessLog.plain(entry.target()),
                entry.status());
        if (isUnknown(plain) && refused.take(null, 1, 0) != null) {
            return;
        }
        LOG.atInfo()
                .addKeyValue("caller", plain.caller())
                .addKeyValue("address", plain.address())
                .addKeyValue("act", plain.act())
                .addKeyValue("target", plain.target())
                .addKeyValue("status", plain.status())
                .log("audit");
        try {
            ledger.add(plain, clock.instant().minus(retain));
        } catch (RuntimeException e) {
            LOG.atError().addKeyValue("error", e.getMessage()).log("audit not kept");
        }
    }

    /** The newest first, with lower numbers. */
    public List<KeptAuditEntry> before(long id, int limit) {
        return ledger.before(id, clock.instant().minus(retain), limit);
    }

    /** What anybody can bring about, as often as they like. */
    private static boolean isUnknown(AuditEntry entry) {
        return entry.caller().equals(ANONYMOUS)
                || entry.status() == UNAUTHENTICATED
                || entry.status() == FORBIDDEN
                || entry.status() == TOO_MANY;
    }
}
