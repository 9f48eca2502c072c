package datalab.store.postgres;

import datalab.access.TokenLedger;
import datalab.access.audit.AuditLedger;
import datalab.lab.Lab;
import datalab.lab.stream.ArchivePlace;
import datalab.lab.stream.EventStream;
import datalab.postgres.PostgresSettings;
import datalab.store.Archive;
import datalab.store.Ledger;
import datalab.store.LoadedFileLedger;
import datalab.store.RejectLedger;
import datalab.store.Snapshots;
import datalab.store.Store;
import datalab.store.Views;
import datalab.store.alert.AlertLedger;
import datalab.store.batch.BatchStore;
import datalab.store.elsewhere.ArchiveByStream;
import datalab.store.elsewhere.ArchiveServer;
import datalab.store.elsewhere.RemoteArchive;
import datalab.store.forecast.ModelLedger;
import datalab.store.forget.ForgetLedger;
import datalab.store.ledger.GeneratedNumbers;
import datalab.store.ledger.LogIdentityStore;
import datalab.store.move.ArchiveMoves;
import datalab.store.move.ArchiveSide;
import datalab.store.move.RemoteSide;
import datalab.store.output.OutputLedger;
import datalab.store.postgres.access.PostgresAudit;
import datalab.store.postgres.access.PostgresTokens;
import datalab.store.postgres.archive.ArchivePlaces;
import datalab.store.postgres.archive.ArchiveTables;
import datalab.store.postgres.archive.SelectEvents;
import datalab.store.postgres.batch.PostgresBatches;
import datalab.store.postgres.connection.Database;
import datalab.store.postgres.forget.PostgresForgets;
import datalab.store.postgres.ledger.PostgresLogIdentities;
import datalab.store.postgres.ledger.PostgresNumberLedger;
import datalab.store.postgres.near.NearSettings;
import datalab.store.postgres.outputs.OutputArchives;
import datalab.store.postgres.reader.PostgresSql;
import datalab.store.postgres.schema.PrepareLab;
import datalab.store.postgres.schema.SchemaMigration;
import datalab.store.postgres.schema.StoredLab;
import datalab.store.postgres.views.PartialTables;
import datalab.store.postgres.views.PostgresViewReader;
import datalab.store.result.StoreUnavailable;
import datalab.store.retention.Horizons;
import datalab.store.sql.SqlQueries;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Store} on PostgreSQL 15 or later: a schema for each lab with a table for each stream and an SQL view for each view,
 * and DataLab's own tables in the schema {@code datalab}. Thread-safe once started.
 */
public final class PostgresStore implements Store {
    private final PostgresSettings settings;
    private final PostgresNearSearch near;
    private final PartialTables viewTables = new PartialTables();
    private final ArchiveTables streamTables = new ArchiveTables();
    private final Map<String, EventStream> streams = new ConcurrentHashMap<>();
    private final Map<String, ArchiveServer> archiveServers;
    private final ArchivePlaces places = new ArchivePlaces();
    private final ArchiveByStream archives;
    private final PostgresLedger ledger = new PostgresLedger(this::database, streamTables, viewTables, places);
    private final PostgresViews views = new PostgresViews(this::database, viewTables, streams);
    private final SqlQueries sql;
    private volatile @Nullable Database database;

    public PostgresStore(PostgresSettings settings) {
        this(settings, NearSettings.BEST, Map.of());
    }

    /**
     * A store with archives elsewhere.
     *
     * @param archiveServers by their names in lab.yaml; this store closes them
     */
    public PostgresStore(PostgresSettings settings, Map<String, ArchiveServer> archiveServers) {
        this(settings, NearSettings.BEST, archiveServers);
    }

    /** A store with a given search strategy for nearby events, for comparisons. */
    public PostgresStore(PostgresSettings settings, NearSettings near) {
        this(settings, near, Map.of());
    }

    private PostgresStore(PostgresSettings settings, NearSettings near, Map<String, ArchiveServer> archiveServers) {
        this.settings = settings;
        this.archiveServers = Map.copyOf(archiveServers);
        this.near = new PostgresNearSearch(this::database, streamTables, places, near, settings.statementTimeout());
        this.sql = new PostgresSql(this::database, settings);
        this.archives = new ArchiveByStream(new PostgresArchive(this::database, streamTables, places, this.near));
    }

    /** How many connections to its database processes of DataLab have; to be asked before this one starts. */
    public int connections() {
        return Database.connections(settings);
    }

    /** Connects, and brings DataLab's own tables up to date; may be called again where that failed. */
    public void start() {
        if (database == null) {
            database = opened();
        }
    }

    private Database opened() {
        Database opened = Database.open(settings);
        try {
            SchemaMigration.run(settings);
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
        return opened;
    }

    @Override
    public void prepare(Lab lab) {
        PrepareLab.Tables tables =
                database().define("prepare lab " + lab.name(), handle -> PrepareLab.run(handle, lab));
        places.add(lab);
        tables.streams().forEach(streamTables::add);
        tables.views().forEach(viewTables::add);
        lab.streams().values().stream()
                .filter(stream -> stream.position() != null && !lab.archives().containsKey(stream.name()))
                .forEach(near::prepare);
        lab.archives().forEach((name, place) -> archives.put(archiveElsewhere(lab, name, place)));
        lab.streams().values().forEach(stream -> streams.put(stream.topic(), stream));
        lab.views().values().stream().map(lab::streamOf).forEach(stream -> streams.put(stream.topic(), stream));
    }

    private RemoteArchive archiveElsewhere(Lab lab, String name, ArchivePlace place) {
        EventStream stream = Objects.requireNonNull(lab.streams().get(name), name);
        ArchiveServer server = Objects.requireNonNull(archiveServers.get(place.server()), place.server());
        return new RemoteArchive(
                stream,
                server.rows(stream, place.table(), lab.lookups(stream)),
                new PostgresArchiveLedger(this::database, places),
                numbers());
    }

    /** What the ledger notes of moves of archives. */
    public ArchiveMoves moves() {
        return new PostgresMoves(this::database);
    }

    /** The archive of a stream at a place for a move, whether or not the lab was prepared; null for this database. */
    public ArchiveSide side(Lab lab, EventStream stream, @Nullable ArchivePlace place) {
        if (place == null) {
            return new PostgresSide(
                    this::database,
                    database().define("prepare " + stream.topic(), handle -> PrepareLab.stream(handle, lab, stream)));
        }
        RemoteArchive archive = archiveElsewhere(lab, stream.name(), place);
        return new RemoteSide(stream, archive.rows(), archive.writer());
    }

    @Override
    public LogIdentityStore logIdentities() {
        return new PostgresLogIdentities(this::database);
    }

    /** What is kept of a lab, whether or not it was prepared. */
    public StoredLab kept(String lab) {
        return database().read("what is kept of lab " + lab, handle -> StoredLab.of(handle, lab));
    }

    /**
     * Drops what is kept of a lab, in one step. No process may be using it.
     *
     * @param elsewhere drops what others keep of it, when all is dropped here and before that counts
     */
    public void drop(StoredLab kept, Runnable elsewhere) {
        database().define("drop lab " + kept.name(), handle -> {
            kept.drop(handle);
            PostgresSql.drop(handle, kept.name());
            elsewhere.run();
            return true;
        });
    }

    @Override
    public Ledger ledger() {
        return ledger;
    }

    @Override
    public Views views() {
        return views;
    }

    @Override
    public Archive archive() {
        return archives;
    }

    @Override
    public Snapshots snapshots() {
        return new PostgresSnapshots(
                this::database,
                places,
                archives,
                (handle, stream) -> new SelectEvents(handle, streamTables.of(stream)),
                handle -> new PostgresViewReader(handle, viewTables, streams));
    }

    @Override
    public RejectLedger rejects() {
        return new PostgresRejects(this::database);
    }

    /** The tokens of those who may come in. */
    public TokenLedger tokens() {
        return new PostgresTokens(this::database, settings);
    }

    /** What was done to this DataLab, and by whom. */
    public AuditLedger audit() {
        return new PostgresAudit(this::database);
    }

    @Override
    public LoadedFileLedger loadedFiles() {
        return new PostgresLoadedFiles(this::database);
    }

    @Override
    public BatchStore batches() {
        return new PostgresBatches(this::database, viewTables);
    }

    @Override
    public OutputLedger outputs() {
        return new PostgresOutputs(this::database, viewTables, new OutputArchives(archives, places));
    }

    @Override
    public AlertLedger alerts() {
        return new PostgresAlerts(this::database, viewTables, streamTables, new OutputArchives(archives, places));
    }

    @Override
    public ModelLedger models() {
        return new PostgresModels(this::database);
    }

    @Override
    public GeneratedNumbers numbers() {
        return new PostgresNumberLedger(this::database);
    }

    @Override
    public Horizons horizons() {
        return new PostgresHorizons(this::database);
    }

    @Override
    public ForgetLedger forgets() {
        return new PostgresForgets(this::database, viewTables);
    }

    @Override
    public SqlQueries sql() {
        return sql;
    }

    @Override
    public void check() {
        database().read("check", handle -> handle.execute("select 1"));
    }

    @Override
    public void close() {
        archiveServers.values().forEach(ArchiveServer::close);
        Database opened = database;
        if (opened != null) {
            opened.close();
        }
    }

    private Database database() {
        Database opened = database;
        if (opened == null) {
            throw new StoreUnavailable("PostgreSQL has not answered yet", new IllegalStateException("not started"));
        }
        return opened;
    }
}
