package datalab.store.postgres;

import datalab.lab.Lab;
import datalab.lab.event.Coordinate;
import datalab.lab.event.Event;
import datalab.lab.event.Reject;
import datalab.lab.stream.EventStream;
import datalab.lab.view.Partial;
import datalab.lab.view.RowKey;
import datalab.lab.view.ViewFold;
import datalab.store.Store;
import datalab.store.answer.BoundedRows;
import datalab.store.answer.StoreUnavailable;
import datalab.store.archive.ArchivedEvent;
import datalab.store.archive.EventQuery;
import datalab.store.archive.Scan;
import datalab.store.batch.Batches;
import datalab.store.ledger.Commit;
import datalab.store.ledger.DerivedCommit;
import datalab.store.ledger.LogIdentities;
import datalab.store.ledger.NumberLedger;
import datalab.store.ledger.Progress;
import datalab.store.near.NearEvent;
import datalab.store.near.NearQuery;
import datalab.store.postgres.archive.ArchiveTables;
import datalab.store.postgres.archive.ScanEvents;
import datalab.store.postgres.archive.SelectEvents;
import datalab.store.postgres.batch.PostgresBatches;
import datalab.store.postgres.commit.CommitTransaction;
import datalab.store.postgres.commit.DerivedCommitStep;
import datalab.store.postgres.commit.GroupCommit;
import datalab.store.postgres.connection.Database;
import datalab.store.postgres.connection.PostgresSettings;
import datalab.store.postgres.connection.StalledSessions;
import datalab.store.postgres.ledger.IdempotencyIds;
import datalab.store.postgres.ledger.IdempotentNumbers;
import datalab.store.postgres.ledger.LoadedFilesTable;
import datalab.store.postgres.ledger.PostgresLogIdentities;
import datalab.store.postgres.ledger.PostgresNumberLedger;
import datalab.store.postgres.ledger.ProgressRow;
import datalab.store.postgres.ledger.QualityStates;
import datalab.store.postgres.ledger.SelectRejects;
import datalab.store.postgres.near.NearSettings;
import datalab.store.postgres.near.NearStrategy;
import datalab.store.postgres.near.SelectNear;
import datalab.store.postgres.schema.BackfillCells;
import datalab.store.postgres.schema.PrepareLab;
import datalab.store.postgres.schema.StoredLab;
import datalab.store.postgres.views.PartialTables;
import datalab.store.postgres.views.PostgresViewReader;
import datalab.store.postgres.views.SelectViewRows;
import datalab.store.postgres.views.ViewDefinition;
import datalab.store.postgres.views.ViewDefinitions;
import datalab.store.view.ViewQuery;
import datalab.store.view.ViewReader;
import datalab.store.view.ViewRow;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Store} on PostgreSQL 15 or later: a schema for each lab with a table for each stream and an SQL view for each view,
 * and DataLab's own tables in the schema {@code datalab}. Thread-safe once started.
 */
public final class PostgresStore implements Store {
    private final PostgresSettings settings;
    private final NearSettings near;
    private final PartialTables viewTables = new PartialTables();
    private final ArchiveTables streamTables = new ArchiveTables();
    private final Map<String, EventStream> streams = new ConcurrentHashMap<>();
    private final Map<String, NearStrategy> nearStrategies = new ConcurrentHashMap<>();
    private final GroupCommit commits =
            new GroupCommit(new CommitTransaction(this::database, streamTables, viewTables));
    private volatile @Nullable Database database;

    public PostgresStore(PostgresSettings settings) {
        this(settings, NearSettings.BEST);
    }

    /** One that searches for what is near in a certain way, for comparing them. */
    public PostgresStore(PostgresSettings settings, NearSettings near) {
        this.settings = settings;
        this.near = near;
    }

    /** How many connections to its database processes of DataLab have; to be asked before this one starts. */
    public int connections() {
        return Database.connections(settings);
    }

    /** Connects, and brings DataLab's own tables up to date; may be called again where that failed. */
    public void start() {
        if (database == null) {
            database = Database.open(settings);
        }
    }

    @Override
    public void prepare(Lab lab) {
        PrepareLab.Tables tables =
                database().define("prepare lab " + lab.name(), handle -> PrepareLab.run(handle, lab));
        tables.streams().forEach(streamTables::add);
        tables.views().forEach(viewTables::add);
        lab.streams().values().stream()
                .filter(stream -> stream.position() != null)
                .forEach(this::preparePositions);
        lab.streams().values().forEach(stream -> streams.put(stream.topic(), stream));
        lab.views().values().stream().map(lab::streamOf).forEach(stream -> streams.put(stream.topic(), stream));
    }

    @Override
    public Progress progress(EventStream stream, int partition) {
        return database().change("begin " + stream.topic() + "/" + partition, handle -> {
            StalledSessions.end(handle, stream, partition);
            return ProgressRow.begin(handle, stream, partition);
        });
    }

    @Override
    public Map<RowKey, Partial> partials(ViewFold fold, int partition, long epoch, Collection<RowKey> rows) {
        if (rows.isEmpty()) {
            return Map.of();
        }
        return database()
                .read(
                        "partials of " + name(fold),
                        handle -> new SelectViewRows(handle, viewTables.of(fold.view()), fold)
                                .partials(partition, epoch, rows));
    }

    @Override
    public Set<List<Object>> known(EventStream stream, Collection<List<Object>> uniqueValues) {
        if (uniqueValues.isEmpty()) {
            return Set.of();
        }
        return database()
                .read(
                        "known values of " + stream.topic(),
                        handle -> new SelectEvents(handle, streamTables.of(stream)).known(uniqueValues));
    }

    @Override
    public Set<String> onceIdsSeen(EventStream stream, Collection<String> ids) {
        if (ids.isEmpty()) {
            return Set.of();
        }
        return database().read("once ids of " + stream.topic(), handle -> IdempotencyIds.seen(handle, stream, ids));
    }

    @Override
    public Map<String, byte[]> qualityStates(EventStream stream, int partition, Collection<String> keys) {
        if (keys.isEmpty()) {
            return Map.of();
        }
        return database()
                .read(
                        "quality states of " + stream.topic(),
                        handle -> QualityStates.read(handle, stream, partition, keys));
    }

    @Override
    public Commit.Outcome commit(Commit commit) {
        return commits.commit(commit);
    }

    @Override
    public DerivedCommit.Outcome advance(DerivedCommit advance) {
        return database()
                .commit(
                        "step of " + advance.stream().topic(),
                        handle -> new DerivedCommitStep(handle, advance).run(viewTables));
    }

    @Override
    public int forgetOnceIds(Instant before) {
        return database().change("forget once ids", handle -> {
            IdempotentNumbers.forget(handle, before);
            return IdempotencyIds.forget(handle, before);
        });
    }

    @Override
    public void alarm(EventStream stream, int partition, @Nullable String message) {
        database().change("alarm of " + stream.topic() + "/" + partition, handle -> {
            ProgressRow.alarm(handle, stream, partition, message);
            return true;
        });
    }

    @Override
    public LogIdentities logIdentities() {
        return new PostgresLogIdentities(this::database);
    }

    @Override
    public List<ViewFold> folds(EventStream stream) {
        return database()
                .read(
                        "views of " + stream.topic(),
                        handle -> ViewDefinition.folded(handle, stream.lab(), stream.name()).stream()
                                .map(version -> viewTables.of(version, stream).fold())
                                .toList());
    }

    @Override
    public boolean drop(String lab, String view) {
        return database().define("drop " + lab + "." + view, handle -> ViewDefinitions.drop(handle, lab, view));
    }

    /** What is kept of a lab, whether or not it was prepared. */
    public StoredLab kept(String lab) {
        return database().read("what is kept of lab " + lab, handle -> StoredLab.of(handle, lab));
    }

    /**
     * Drops what is kept of a lab, in one step. Nobody may be working on it.
     *
     * @param elsewhere drops what others keep of it, when all is dropped here and before that counts
     */
    public void drop(StoredLab kept, Runnable elsewhere) {
        database().define("drop lab " + kept.name(), handle -> {
            kept.drop(handle);
            elsewhere.run();
            return true;
        });
    }

    @Override
    public Batches batches() {
        return new PostgresBatches(this::database, viewTables);
    }

    @Override
    public <T> T snapshot(Function<ViewReader, T> reading) {
        return database().questions("rows of one moment", handle -> reading.apply(views(handle)));
    }

    @Override
    public Optional<ViewFold> served(ViewFold declared) {
        return database()
                .read(
                        "served definition of " + name(declared),
                        handle -> views(handle).served(declared));
    }

    @Override
    public List<Event> scan(Scan scan) {
        return database()
                .read(
                        "scan " + scan.stream().topic() + "/" + scan.partition(),
                        handle -> new ScanEvents(scan).run(handle));
    }

    @Override
    public BoundedRows<ArchivedEvent> page(EventQuery query) {
        return database()
                .question(
                        "events of " + query.stream().topic(),
                        handle -> new SelectEvents(handle, streamTables.of(query.stream())).page(query));
    }

    @Override
    public BoundedRows<NearEvent> page(NearQuery query) {
        return database()
                .snapshot(
                        "near in " + query.stream().topic(),
                        handle -> new SelectNear(
                                        handle,
                                        query,
                                        streamTables.of(query.stream()),
                                        nearStrategy(query.stream()),
                                        near.walk())
                                .page(settings.statementTimeout()));
    }

    @Override
    public Optional<ArchivedEvent> event(EventStream stream, Coordinate at) {
        return database()
                .read(
                        "event " + stream.topic() + ":" + at,
                        handle -> new SelectEvents(handle, streamTables.of(stream)).at(at));
    }

    @Override
    public List<ArchivedEvent> identified(EventStream stream, Collection<List<Object>> uniqueValues) {
        return database()
                .read(
                        "identified events of " + stream.topic(),
                        handle -> new SelectEvents(handle, streamTables.of(stream)).identified(uniqueValues));
    }

    @Override
    public void identified(EventStream stream, Collection<List<Object>> uniqueValues, Consumer<ArchivedEvent> each) {
        database().snapshot("identified events of " + stream.topic(), handle -> {
            new SelectEvents(handle, streamTables.of(stream)).identified(uniqueValues, each);
            return true;
        });
    }

    @Override
    public BoundedRows<ViewRow> page(ViewQuery query) {
        return database()
                .question(
                        "rows of " + name(query.fold()), handle -> views(handle).page(query));
    }

    @Override
    public Partial total(ViewQuery query) {
        return database()
                .questions(
                        "total of " + name(query.fold()),
                        handle -> views(handle).total(query));
    }

    @Override
    public List<ViewRow> viewRows(ViewFold fold, Collection<RowKey> keys) {
        if (keys.isEmpty()) {
            return List.of();
        }
        return database()
                .read(
                        "rows of " + name(fold),
                        handle -> new SelectViewRows(handle, viewTables.of(fold.view()), fold).of(keys));
    }

    @Override
    public List<Progress> progress(EventStream stream) {
        return database().read("progress of " + stream.topic(), handle -> ProgressRow.all(handle, stream));
    }

    @Override
    public List<Reject> rejects(@Nullable String lab, @Nullable String before, int limit) {
        return database().question("rejects of " + lab, handle -> SelectRejects.page(handle, lab, before, limit));
    }

    @Override
    public Optional<Reject> reject(String id) {
        return database().read("reject " + id, handle -> SelectRejects.one(handle, id));
    }

    @Override
    public Map<String, Long> rejectCounts(String lab) {
        return database().read("reject counts of " + lab, handle -> SelectRejects.counts(handle, lab));
    }

    @Override
    public void markRetried(String rejectId, Instant at) {
        database().change("retried " + rejectId, handle -> SelectRejects.retried(handle, rejectId, at));
    }

    @Override
    public NumberLedger numbers() {
        return new PostgresNumberLedger(this::database);
    }

    @Override
    public boolean isFileLoaded(EventStream stream, String digest) {
        return database()
                .read("loaded files of " + stream.topic(), handle -> LoadedFilesTable.has(handle, stream, digest));
    }

    @Override
    public void markFileLoaded(EventStream stream, String digest, String path, Instant at) {
        database()
                .change(
                        "loaded " + path,
                        handle -> LoadedFilesTable.add(handle, stream, new LoadedFilesTable.Entry(digest, path, at)));
    }

    @Override
    public void check() {
        database().read("check", handle -> handle.execute("select 1"));
    }

    @Override
    public void close() {
        Database opened = database;
        if (opened != null) {
            opened.close();
        }
    }

    private void preparePositions(EventStream stream) {
        String what = "positions of " + stream.topic();
        NearStrategy strategy = database().read(what, handle -> NearStrategy.of(handle, stream, near.postgis()));
        nearStrategies.put(stream.topic(), strategy);
        int filled;
        do {
            filled = database().change(what, handle -> new BackfillCells(handle, stream).step());
        } while (filled > 0);
    }

    private Database database() {
        Database opened = database;
        if (opened == null) {
            throw new StoreUnavailable("PostgreSQL has not answered yet", new IllegalStateException("not started"));
        }
        return opened;
    }

    private NearStrategy nearStrategy(EventStream stream) {
        NearStrategy strategy = nearStrategies.get(stream.topic());
        if (strategy == null) {
            throw new IllegalStateException("lab " + stream.lab() + " was not prepared");
        }
        return strategy;
    }

    private PostgresViewReader views(Handle handle) {
        return new PostgresViewReader(handle, viewTables, streams);
    }

    private static String name(ViewFold fold) {
        return fold.view().lab() + "." + fold.view().name();
    }
}
