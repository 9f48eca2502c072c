package datalab.store.postgres.alerts;

import datalab.lab.event.Offsets;
import datalab.lab.stream.EventStream;
import datalab.store.alert.AlertEpisode;
import datalab.store.alert.AlertGroup;
import datalab.store.alert.AlertStep;
import datalab.store.alert.DueGroup;
import datalab.store.archive.ArchivedEvent;
import datalab.store.archive.EventQuery;
import datalab.store.elsewhere.RemoteArchive;
import datalab.store.output.OutputStep;
import datalab.store.postgres.archive.ArchiveTables;
import datalab.store.postgres.archive.SelectEvents;
import datalab.store.postgres.ledger.HorizonRow;
import datalab.store.postgres.outputs.OutputArchives;
import datalab.store.postgres.outputs.OutputRecord;
import datalab.store.result.BoundedRows;
import datalab.store.retention.Retained;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** An {@link AlertStep} over the connection of its transaction. */
public final class PostgresAlertStep implements AlertStep {
    private final Handle handle;
    private final OutputStep of;
    private final OutputRecord alert;
    private final OutputArchives archives;
    private final ArchiveTables streamTables;
    private final AlertTables tables;

    /** @param of the same transaction, for reading events and rows */
    public PostgresAlertStep(
            Handle handle, OutputStep of, OutputRecord alert, OutputArchives archives, ArchiveTables streamTables) {
        this.handle = handle;
        this.of = of;
        this.alert = alert;
        this.archives = archives;
        this.streamTables = streamTables;
        this.tables = new AlertTables(handle, alert.id());
    }

    @Override
    public OutputStep of() {
        return of;
    }

    @Override
    public boolean isDue(Instant now) {
        return tables.isDue(now);
    }

    @Override
    public Optional<Instant> horizon(EventStream stream) {
        return HorizonRow.of(handle, Retained.of(stream));
    }

    @Override
    public BoundedRows<ArchivedEvent> events(EventQuery query) {
        Optional<RemoteArchive> elsewhere = archives.byStream().elsewhere(query.stream());
        if (elsewhere.isPresent()) {
            return elsewhere.get().page(query);
        }
        archives.places().require(handle, query.stream());
        return new SelectEvents(handle, streamTables.of(query.stream())).page(query);
    }

    @Override
    public void moveTo(Offsets offsets) {
        alert.moveTo(handle, offsets);
    }

    @Override
    public void complete(String state) {
        alert.complete(handle, state, alert.asked());
    }

    @Override
    public void due(Collection<DueGroup> groups) {
        tables.due(groups);
    }

    @Override
    public void allDue(Instant ready) {
        tables.allDue(ready);
    }

    @Override
    public List<DueGroup> dueBy(Instant now, int limit) {
        return tables.dueBy(now, limit);
    }

    @Override
    public void looked(AlertGroup group) {
        tables.looked(group);
    }

    @Override
    public List<AlertEpisode> episodes(AlertGroup group, Instant from, @Nullable Instant to) {
        return tables.episodes(group, from, to);
    }

    @Override
    public void put(AlertEpisode episode) {
        tables.put(episode);
    }

    @Override
    public void delete(AlertEpisode episode) {
        tables.delete(episode);
    }

    @Override
    public void tell(String json) {
        tables.tell(json);
    }
}
