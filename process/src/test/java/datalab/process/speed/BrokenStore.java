package datalab.process.speed;

import datalab.lab.Lab;
import datalab.lab.event.Coordinate;
import datalab.lab.event.Event;
import datalab.lab.event.Offsets;
import datalab.lab.stream.EventStream;
import datalab.lab.view.Partial;
import datalab.lab.view.RowKey;
import datalab.lab.view.View;
import datalab.lab.view.ViewFold;
import datalab.store.Archive;
import datalab.store.ArchiveWriter;
import datalab.store.Ledger;
import datalab.store.LoadedFileLedger;
import datalab.store.NearSearch;
import datalab.store.RejectLedger;
import datalab.store.Snapshots;
import datalab.store.Store;
import datalab.store.Views;
import datalab.store.alert.AlertLedger;
import datalab.store.archive.ArchivedEvent;
import datalab.store.archive.EventQuery;
import datalab.store.archive.Scan;
import datalab.store.batch.BatchStore;
import datalab.store.forecast.ModelLedger;
import datalab.store.forget.ForgetLedger;
import datalab.store.ledger.Commit;
import datalab.store.ledger.DerivedCommit;
import datalab.store.ledger.GeneratedNumbers;
import datalab.store.ledger.LogIdentityStore;
import datalab.store.ledger.Progress;
import datalab.store.near.NearEvent;
import datalab.store.near.NearQuery;
import datalab.store.output.OutputLedger;
import datalab.store.result.BoundedRows;
import datalab.store.retention.Horizons;
import datalab.store.sql.SqlQueries;
import datalab.store.view.RollupQuery;
import datalab.store.view.RollupResult;
import datalab.store.view.ViewQuery;
import datalab.store.view.ViewReader;
import datalab.store.view.ViewRow;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A real store with something around each call of the speed layer: other owners may act meanwhile, the caller may be killed
 * before or after, and a rule of the protocol may be left out on purpose. Owned by one thread.
 */
final class BrokenStore extends DelegatedLedger implements Store, Views, Archive, NearSearch {
    private final Store store;
    private final Plant plant;
    private Consumer<Moment> around = moment -> {};

    BrokenStore(Store store, Plant plant) {
        super(store.ledger());
        this.store = store;
        this.plant = plant;
    }

    /** Rules that can be left out. */
    enum Plant {
        NONE,
        /** A commit does not compare where its owner began. */
        NO_FENCE,
        /** A commit does not compare the epoch its partials were read in. */
        NO_EPOCH_CHECK,
        /** A step over several partitions compares those alone that it moves. */
        FENCE_OF_MOVED_PARTITIONS,
        /** A cut does not close the epoch. */
        CUT_LEAVES_EPOCH_OPEN,
        /** A batch folds what is archived, also above its cut. */
        FOLD_BEYOND_CUT,
        /** A generation is published as if it held one epoch more than it does. */
        PUBLISH_AN_EPOCH_TOO_MANY,
        /** A generation is published as if it held one epoch less than it does. */
        PUBLISH_AN_EPOCH_TOO_FEW
    }

    /** When something may happen. */
    enum Moment {
        BEFORE_READ,
        BEFORE_COMMIT,
        AFTER_COMMIT
    }

    void around(Consumer<Moment> action) {
        around = action;
    }

    @Override
    public Ledger ledger() {
        return this;
    }

    @Override
    public Views views() {
        return this;
    }

    @Override
    public Archive archive() {
        return this;
    }

    @Override
    public Optional<NearSearch> nearSearch(EventStream stream) {
        return Optional.of(this);
    }

    @Override
    public Snapshots snapshots() {
        return store.snapshots();
    }

    @Override
    public RejectLedger rejects() {
        return store.rejects();
    }

    @Override
    public OutputLedger outputs() {
        return store.outputs();
    }

    @Override
    public ModelLedger models() {
        return store.models();
    }

    @Override
    public AlertLedger alerts() {
        return store.alerts();
    }

    @Override
    public LoadedFileLedger loadedFiles() {
        return store.loadedFiles();
    }

    @Override
    public Progress progress(EventStream stream, int partition) {
        around.accept(Moment.BEFORE_READ);
        return store.ledger().progress(stream, partition);
    }

    @Override
    public Progress begin(EventStream stream, int partition) {
        around.accept(Moment.BEFORE_READ);
        return store.ledger().begin(stream, partition);
    }

    @Override
    public Progress takeOver(EventStream stream, int partition) {
        around.accept(Moment.BEFORE_READ);
        return store.ledger().takeOver(stream, partition);
    }

    @Override
    public Map<RowKey, Partial> partials(ViewFold fold, int partition, long epoch, Collection<RowKey> rows) {
        around.accept(Moment.BEFORE_READ);
        return store.views().partials(fold, partition, epoch, rows);
    }

    @Override
    public Commit.Outcome commit(Commit commit) {
        around.accept(Moment.BEFORE_COMMIT);
        Commit.Outcome outcome = store.ledger().commit(planted(commit));
        around.accept(Moment.AFTER_COMMIT);
        return outcome;
    }

    @Override
    public DerivedCommit.Outcome advance(DerivedCommit advance) {
        around.accept(Moment.BEFORE_COMMIT);
        DerivedCommit.Outcome outcome = store.ledger().advance(planted(advance));
        around.accept(Moment.AFTER_COMMIT);
        return outcome;
    }

    private DerivedCommit planted(DerivedCommit advance) {
        List<Progress> now = store.ledger().progress(advance.stream());
        Offsets from = advance.from();
        Offsets to = advance.to();
        for (Progress partition : now) {
            int number = partition.partition();
            boolean moved = from.of(number) != to.of(number);
            if (plant == Plant.NO_FENCE || (plant == Plant.FENCE_OF_MOVED_PARTITIONS && !moved)) {
                from = from.with(number, partition.nextOffset());
                to = to.with(number, Math.max(to.of(number), partition.nextOffset()));
            }
        }
        long epoch = plant == Plant.NO_EPOCH_CHECK ? now.getFirst().epoch() : advance.epoch();
        return new DerivedCommit(advance.stream(), from, to, epoch, advance.partials());
    }

    /** Leaving a rule out looks to the store like an owner who knew what it could not know. */
    private Commit planted(Commit commit) {
        Progress now = store.ledger().progress(commit.stream(), commit.partition());
        return switch (plant) {
            case NO_FENCE ->
                with(commit, now.nextOffset(), Math.max(now.nextOffset(), commit.nextOffset()), commit.epoch());
            case NO_EPOCH_CHECK -> with(commit, commit.firstOffset(), commit.nextOffset(), now.epoch());
            default -> commit;
        };
    }

    private static Commit with(Commit commit, long first, long next, long epoch) {
        return new Commit(
                commit.stream(),
                commit.partition(),
                first,
                next,
                epoch,
                commit.events(),
                commit.amended(),
                commit.rejects(),
                commit.partials(),
                commit.qualityStates(),
                commit.models(),
                commit.idempotencyKeys(),
                commit.duplicates(),
                commit.log(),
                commit.token(),
                commit.archived());
    }

    @Override
    public List<ArchivedEvent> identified(EventStream stream, Collection<List<Object>> uniqueValues) {
        return store.archive().identified(stream, uniqueValues);
    }

    @Override
    public void identified(EventStream stream, Collection<List<Object>> uniqueValues, Consumer<ArchivedEvent> each) {
        around.accept(Moment.BEFORE_READ);
        store.archive().identified(stream, uniqueValues, each);
    }

    @Override
    public Set<List<Object>> known(EventStream stream, Collection<List<Object>> uniqueValues) {
        around.accept(Moment.BEFORE_READ);
        return store.archive().known(stream, uniqueValues);
    }

    @Override
    public Set<String> seenIdempotencyKeys(EventStream stream, Collection<String> ids) {
        around.accept(Moment.BEFORE_READ);
        return store.ledger().seenIdempotencyKeys(stream, ids);
    }

    @Override
    public Map<String, byte[]> qualityStates(EventStream stream, int partition, Collection<String> keys) {
        around.accept(Moment.BEFORE_READ);
        return store.ledger().qualityStates(stream, partition, keys);
    }

    @Override
    public void prepare(Lab lab) {
        store.prepare(lab);
    }

    @Override
    public List<ViewFold> folds(EventStream stream) {
        around.accept(Moment.BEFORE_READ);
        return store.views().folds(stream);
    }

    @Override
    public ArchiveWriter writer() {
        return store.archive().writer();
    }

    @Override
    public int deleteEnded(View view, int limit) {
        return store.views().deleteEnded(view, limit);
    }

    @Override
    public boolean drop(String lab, String view) {
        return store.views().drop(lab, view);
    }

    @Override
    public GeneratedNumbers numbers() {
        return store.numbers();
    }

    @Override
    public Horizons horizons() {
        return store.horizons();
    }

    @Override
    public ForgetLedger forgets() {
        return store.forgets();
    }

    @Override
    public LogIdentityStore logIdentities() {
        return store.logIdentities();
    }

    @Override
    public BatchStore batches() {
        return new BrokenBatches(store, plant, moment -> around.accept(moment));
    }

    @Override
    public Optional<ViewFold> served(ViewFold declared) {
        return store.views().served(declared);
    }

    @Override
    public List<Event> scan(Scan scan) {
        around.accept(Moment.BEFORE_READ);
        long end = plant == Plant.FOLD_BEYOND_CUT ? Long.MAX_VALUE : scan.until();
        return store.archive()
                .scan(new Scan(scan.stream(), scan.fields(), scan.partition(), scan.from(), end, scan.limit()));
    }

    @Override
    public BoundedRows<ArchivedEvent> page(EventQuery query) {
        return store.archive().page(query);
    }

    @Override
    public BoundedRows<NearEvent> page(NearQuery query) {
        around.accept(Moment.BEFORE_READ);
        return store.archive().nearSearch(query.stream()).orElseThrow().page(query);
    }

    @Override
    public Optional<ArchivedEvent> event(EventStream stream, Coordinate at) {
        return store.archive().event(stream, at);
    }

    @Override
    public <T> T snapshot(Function<ViewReader, T> reading) {
        return store.views().snapshot(reading);
    }

    @Override
    public BoundedRows<ViewRow> page(ViewQuery query) {
        return store.views().page(query);
    }

    @Override
    public void each(ViewQuery query, Predicate<ViewRow> each) {
        store.views().each(query, each);
    }

    @Override
    public RollupResult rollup(RollupQuery query) {
        return store.views().rollup(query);
    }

    @Override
    public Partial total(ViewQuery query) {
        return store.views().total(query);
    }

    @Override
    public List<ViewRow> viewRows(ViewFold fold, Collection<RowKey> keys) {
        return store.views().viewRows(fold, keys);
    }

    @Override
    public List<Progress> progress(EventStream stream) {
        around.accept(Moment.BEFORE_READ);
        return store.ledger().progress(stream);
    }

    @Override
    public SqlQueries sql() {
        return store.sql();
    }

    @Override
    public void check() {
        store.check();
    }

    @Override
    public void close() {
        store.close();
    }
}
