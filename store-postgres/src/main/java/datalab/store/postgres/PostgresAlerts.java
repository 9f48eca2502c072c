package datalab.store.postgres;

import datalab.store.alert.AlertLedger;
import datalab.store.alert.AlertMessage;
import datalab.store.alert.AlertPosition;
import datalab.store.alert.AlertStep;
import datalab.store.alert.EpisodeQuery;
import datalab.store.alert.FoundEpisode;
import datalab.store.output.OutputLease;
import datalab.store.postgres.alerts.AlertTables;
import datalab.store.postgres.alerts.FindEpisodes;
import datalab.store.postgres.alerts.PostgresAlertStep;
import datalab.store.postgres.archive.ArchiveTables;
import datalab.store.postgres.connection.Database;
import datalab.store.postgres.outputs.OutputArchives;
import datalab.store.postgres.outputs.OutputRecord;
import datalab.store.postgres.outputs.PostgresOutputStep;
import datalab.store.postgres.views.PartialTables;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** {@link AlertLedger} in {@code datalab.outputs} and the tables of alerts. Thread-safe. */
final class PostgresAlerts implements AlertLedger {
    private final Supplier<Database> database;
    private final PartialTables viewTables;
    private final ArchiveTables streamTables;
    private final OutputArchives archives;

    PostgresAlerts(
            Supplier<Database> database,
            PartialTables viewTables,
            ArchiveTables streamTables,
            OutputArchives archives) {
        this.database = database;
        this.viewTables = viewTables;
        this.streamTables = streamTables;
        this.archives = archives;
    }

    @Override
    public <T> T look(OutputLease lease, Function<AlertPosition, T> looking) {
        return database.get().read("look at " + lease.output(), handle -> {
            PostgresOutputStep of = PostgresOutputStep.look(handle, viewTables, archives, lease);
            OutputRecord alert = OutputRecord.read(handle, lease);
            return looking.apply(new PostgresAlertStep(handle, of, alert, archives, streamTables));
        });
    }

    @Override
    public <T> T step(OutputLease lease, Function<AlertStep, T> work) {
        return database.get().changeInSnapshot("step of " + lease.output(), handle -> {
            PostgresOutputStep of = PostgresOutputStep.begin(handle, viewTables, archives, lease);
            OutputRecord alert = OutputRecord.read(handle, lease);
            return work.apply(new PostgresAlertStep(handle, of, alert, archives, streamTables));
        });
    }

    @Override
    public List<AlertMessage> unsent(OutputLease lease, int limit) {
        return database.get().read("messages of " + lease.output(), handle -> {
            OutputRecord alert = OutputRecord.read(handle, lease);
            return new AlertTables(handle, alert.id()).unsent(limit);
        });
    }

    @Override
    public void sent(OutputLease lease, Collection<AlertMessage> messages) {
        database.get().change("sent messages of " + lease.output(), handle -> {
            OutputRecord alert = OutputRecord.lock(handle, lease);
            new AlertTables(handle, alert.id()).sent(messages);
            return lease;
        });
    }

    @Override
    public List<FoundEpisode> episodes(EpisodeQuery query) {
        return query.alerts().isEmpty()
                ? List.of()
                : database.get().question("episodes of alerts", handle -> FindEpisodes.of(handle, query));
    }
}
