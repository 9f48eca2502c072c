package datalab.store.postgres.outputs;

import datalab.lab.event.Event;
import datalab.lab.event.Offsets;
import datalab.lab.stream.EventStream;
import datalab.lab.view.RowKey;
import datalab.lab.view.View;
import datalab.lab.view.ViewFold;
import datalab.store.archive.Scan;
import datalab.store.elsewhere.RemoteArchive;
import datalab.store.ledger.Progress;
import datalab.store.output.Acknowledgement;
import datalab.store.output.OutputKey;
import datalab.store.output.OutputLease;
import datalab.store.output.OutputStep;
import datalab.store.postgres.archive.ScanEvents;
import datalab.store.postgres.ledger.HorizonRow;
import datalab.store.postgres.ledger.ProgressRow;
import datalab.store.postgres.views.MergedViewRows;
import datalab.store.postgres.views.PartialTable;
import datalab.store.postgres.views.PartialTables;
import datalab.store.postgres.views.PostgresViewReader;
import datalab.store.result.BoundedRows;
import datalab.store.retention.Retained;
import datalab.store.view.ViewQuery;
import datalab.store.view.ViewRow;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** An {@link OutputStep} over the connection of its transaction. */
public final class PostgresOutputStep implements OutputStep {
    private final Handle handle;
    private final PartialTables tables;
    private final OutputArchives archives;
    private final OutputRecord output;
    private final OutputKeys keys;
    private final long version;

    private PostgresOutputStep(
            Handle handle, PartialTables tables, OutputArchives archives, OutputRecord output, long version) {
        this.handle = handle;
        this.tables = tables;
        this.archives = archives;
        this.output = output;
        this.keys = new OutputKeys(handle, output.id());
        this.version = version;
    }

    /** Raises the version, before anything is read: then the order of versions is that of what was read. */
    public static PostgresOutputStep begin(
            Handle handle, PartialTables tables, OutputArchives archives, OutputLease lease) {
        OutputRecord output = OutputRecord.lock(handle, lease);
        return new PostgresOutputStep(handle, tables, archives, output, output.raiseVersion(handle));
    }

    /** One that only looks: what it would write is not to be written. */
    public static PostgresOutputStep look(
            Handle handle, PartialTables tables, OutputArchives archives, OutputLease lease) {
        OutputRecord output = OutputRecord.read(handle, lease);
        return new PostgresOutputStep(handle, tables, archives, output, output.version());
    }

    @Override
    public long version() {
        return version;
    }

    @Override
    public Offsets published() {
        return output.published(handle);
    }

    @Override
    public @Nullable String complete() {
        return output.complete();
    }

    @Override
    public long asked() {
        return output.asked();
    }

    @Override
    public @Nullable Instant stale() {
        return output.stale();
    }

    @Override
    public List<Acknowledgement> acknowledged() {
        return new NotedAcknowledgements(handle, output.id()).all();
    }

    @Override
    public Offsets progress(EventStream stream) {
        return Progress.offsets(ProgressRow.all(handle, stream));
    }

    @Override
    public Optional<String> generation(ViewFold fold) {
        PartialTable table = tables.of(fold.view());
        return handle.createQuery("select generation from datalab.views where id = :id and state = 'serving'")
                .bind("id", table.id())
                .mapTo(Long.class)
                .findOne()
                .map(generation -> table.id() + "/" + generation);
    }

    @Override
    public Optional<Instant> horizon(View view) {
        return HorizonRow.of(handle, Retained.of(view));
    }

    @Override
    public List<Event> scan(Scan scan) {
        Optional<RemoteArchive> elsewhere = archives.byStream().elsewhere(scan.stream());
        if (elsewhere.isPresent()) {
            return elsewhere.get().scan(scan);
        }
        archives.places().require(handle, scan.stream());
        try {
            return new ScanEvents(scan).run(handle);
        } catch (SQLException e) {
            throw new FailedScan(e);
        }
    }

    @Override
    public List<ViewRow> rows(ViewFold fold, Collection<RowKey> rows) {
        return rows.isEmpty() ? List.of() : new MergedViewRows(handle, tables.of(fold.view()), fold).of(rows);
    }

    @Override
    public BoundedRows<ViewRow> page(ViewQuery query) {
        return new PostgresViewReader(handle, tables, Map.of()).page(query);
    }

    @Override
    public void note(Collection<OutputKey> noted) {
        keys.note(noted, version);
    }

    @Override
    public void deleted(Collection<String> deleted) {
        keys.deleted(deleted, version);
    }

    @Override
    public List<String> notedBefore(long before, @Nullable String after, int limit) {
        return keys.notedBefore(before, after, limit);
    }

    @Override
    public List<OutputKey> notedUntil(Instant window, @Nullable OutputKey after, int limit) {
        return keys.notedUntil(window, after, limit);
    }

    @Override
    public void moveTo(Offsets offsets) {
        output.moveTo(handle, offsets);
        output.forgetComplete(handle);
    }

    /** Carries what the driver said out of the reading; {@code PostgresErrors} finds it there. */
    private static final class FailedScan extends RuntimeException {
        FailedScan(SQLException cause) {
            super(cause);
        }
    }
}
