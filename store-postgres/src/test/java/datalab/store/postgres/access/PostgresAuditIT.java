package datalab.store.postgres.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import datalab.access.audit.AuditEntry;
import datalab.access.audit.AuditLedger;
import datalab.access.audit.KeptAuditEntry;
import datalab.store.postgres.PostgresStore;
import datalab.testkit.Sql;
import datalab.testkit.TestPostgres;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class PostgresAuditIT {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00.123Z");

    @RegisterExtension
    static final TestPostgres postgres = new TestPostgres();

    private PostgresStore store;
    private AuditLedger audit;

    @BeforeEach
    void start() {
        store = new PostgresStore(postgres.settings());
        store.start();
        Sql.execute(postgres.settings(), "delete from datalab.audit");
        audit = store.audit();
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void keepsEntriesNewestFirstInPages() {
        for (int i = 0; i < 5; i++) {
            audit.add(entry(NOW.plusSeconds(i), i == 2 ? null : "sensors", 200 + i), Instant.EPOCH);
        }

        List<KeptAuditEntry> first = audit.before(Long.MAX_VALUE, Instant.EPOCH, 3);
        List<KeptAuditEntry> second = audit.before(first.getLast().id(), Instant.EPOCH, 3);

        assertThat(first).extracting(kept -> kept.entry().status()).containsExactly(204, 203, 202);
        assertThat(first.getLast().entry()).isEqualTo(entry(NOW.plusSeconds(2), null, 202));
        assertThat(second).extracting(kept -> kept.entry().status()).containsExactly(201, 200);
    }

    @Test
    void dropsAndShowsNothingThatIsOld() {
        audit.add(entry(NOW, "sensors", 200), Instant.EPOCH);
        audit.add(entry(NOW.plusSeconds(10), "sensors", 201), Instant.EPOCH);

        assertThat(audit.before(Long.MAX_VALUE, NOW.plusSeconds(5), 10)).hasSize(1);
        audit.add(entry(NOW.plusSeconds(20), "sensors", 202), NOW.plusSeconds(5));

        assertThat(audit.before(Long.MAX_VALUE, Instant.EPOCH, 10))
                .extracting(kept -> kept.entry().status())
                .containsExactly(202, 201);
    }

    @Test
    void refusesChanges() {
        audit.add(entry(NOW, "sensors", 200), Instant.EPOCH);

        assertThatThrownBy(() -> Sql.execute(postgres.settings(), "update datalab.audit set caller = 'nobody'"))
                .hasStackTraceContaining("are not changed");
    }

    private static AuditEntry entry(Instant at, @Nullable String lab, int status) {
        return new AuditEntry(at, "operator", "127.0.0.1", "POST /tokens", lab, "/tokens/4fk2", status);
    }
}
