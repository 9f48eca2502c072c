package datalab.store.postgres.schema;

import datalab.lab.Lab;
import datalab.lab.stream.EventStream;
import datalab.lab.view.View;
import datalab.store.postgres.archive.ArchiveTable;
import datalab.store.postgres.ledger.NumberLedgerRow;
import datalab.store.postgres.ledger.ProgressRow;
import datalab.store.postgres.sql.SqlIdentifiers;
import datalab.store.postgres.views.PartialTable;
import datalab.store.postgres.views.ViewDefinition;
import datalab.store.postgres.views.ViewDefinitions;
import datalab.store.result.IncompatibleChange;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Makes or extends the schema of one lab, in one transaction that others who prepare wait for. */
public final class PrepareLab {
    /** The key of an advisory lock, an arbitrary number: "datalab" on a telephone. */
    private static final long LOCK = 3_282_522L;

    private PrepareLab() {}

    /** What a lab's streams and views are kept in. */
    public record Tables(List<ArchiveTable> streams, List<PartialTable> views) {}

    public static Tables run(Handle handle, Lab lab) throws SQLException {
        lab.views().keySet().stream()
                .filter(lab.streams()::containsKey)
                .findFirst()
                .ifPresent(name -> {
                    throw new IncompatibleChange("lab " + lab.name() + " has a stream and a view of the name " + name
                            + ", and SQL has one place for both; rename one");
                });
        lock(handle);
        handle.execute("create schema if not exists " + SqlIdentifiers.quoted(SqlIdentifiers.schema(lab.name())));
        new PrepareArchives(handle, lab).run();
        List<ArchiveTable> streams = new ArrayList<>();
        for (EventStream stream : lab.streams().values()) {
            boolean isHere = !lab.archives().containsKey(stream.name());
            if (isHere) {
                streams.add(new PrepareStream(handle, stream, lab.lookups(stream)).run());
            }
            if (stream.generated().isPresent()) {
                NumberLedgerRow.prepare(handle, stream, isHere);
            }
        }
        ViewDefinitions versions = new ViewDefinitions(handle, lab);
        versions.dropRetired();
        versions.setAsideRemoved();
        List<PartialTable> tables = new ArrayList<>();
        for (View view : lab.views().values()) {
            EventStream stream = lab.streamOf(view);
            if (view.meet() != null
                    && ViewDefinition.folded(handle, lab.name(), stream.name()).isEmpty()) {
                // No worker processes its contacts yet: a batch finds those of the events archived so far.
                ProgressRow.follow(handle, stream, view.meet().of());
            }
            tables.add(versions.prepare(view, stream));
        }
        return new Tables(streams, tables);
    }

    /** The table of one stream alone, whether or not its lab keeps the archive here. */
    public static ArchiveTable stream(Handle handle, Lab lab, EventStream stream) throws SQLException {
        lock(handle);
        handle.execute("create schema if not exists " + SqlIdentifiers.quoted(SqlIdentifiers.schema(lab.name())));
        return new PrepareStream(handle, stream, lab.lookups(stream)).run();
    }

    /** Keeps every other process from preparing anything until the transaction is over. */
    public static void lock(Handle handle) {
        handle.createQuery("select pg_advisory_xact_lock(:lock)::text")
                .bind("lock", LOCK)
                .mapTo(String.class)
                .one();
    }
}
