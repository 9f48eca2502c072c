package datalab.store.postgres.access;

import datalab.access.audit.AuditEntry;
import datalab.access.audit.AuditLedger;
import datalab.access.audit.KeptAuditEntry;
import datalab.store.postgres.connection.Database;
import datalab.store.postgres.sql.SqlType;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/** {@link AuditLedger} in {@code datalab.audit}. Thread-safe. */
public record PostgresAudit(Supplier<Database> database) implements AuditLedger {

    @Override
    public void add(AuditEntry entry, Instant since) {
        database.get().change("audit", handle -> add(handle, entry, since));
    }

    private static int add(Handle handle, AuditEntry entry, Instant since) {
        handle.createUpdate("delete from datalab.audit where at < :since")
                .bind("since", SqlType.parameter(since))
                .execute();
        return handle.createUpdate("""
                        insert into datalab.audit (at, caller, address, act, lab, target, status)
                        values (:at, :caller, :address, :act, :lab, :target, :status)
                        """)
                .bind("at", SqlType.parameter(entry.at()))
                .bind("caller", entry.caller())
                .bind("address", entry.address())
                .bind("act", entry.act())
                .bind("lab", entry.lab())
                .bind("target", entry.target())
                .bind("status", entry.status())
                .execute();
    }

    @Override
    public List<KeptAuditEntry> before(long id, Instant since, int limit) {
        return database.get()
                .read(
                        "audit",
                        handle -> handle.createQuery("""
                        select id, at, caller, address, act, lab, target, status from datalab.audit
                        where id < :id and at >= :since order by id desc limit :limit
                        """)
                                .bind("id", id)
                                .bind("since", SqlType.parameter(since))
                                .bind("limit", limit)
                                .map((rows, context) -> new KeptAuditEntry(
                                        rows.getLong(1),
                                        new AuditEntry(
                                                SqlType.timeOf(rows, 2),
                                                rows.getString(3),
                                                rows.getString(4),
                                                rows.getString(5),
                                                rows.getString(6),
                                                rows.getString(7),
                                                rows.getInt(8))))
                                .list());
    }
}
