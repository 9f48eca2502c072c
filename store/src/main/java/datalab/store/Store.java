package datalab.store;

import datalab.lab.Lab;
import datalab.lab.event.Coordinate;
import datalab.lab.event.Event;
import datalab.lab.event.Reject;
import datalab.lab.stream.EventStream;
import datalab.lab.view.Partial;
import datalab.lab.view.RowKey;
import datalab.lab.view.ViewFold;
import datalab.store.answer.BoundedRows;
import datalab.store.answer.IncompatibleChange;
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
import datalab.store.view.ViewReader;
import datalab.store.view.ViewRow;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The storage of streams and views: archive, partials, rejects and progress. Thread-safe. Every method that asks the server
 * throws {@link StoreUnavailable} when it does not answer in time; nothing is retried in here.
 */
public interface Store extends ViewReader, AutoCloseable {

    /**
     * Makes or extends what a lab's streams and views need. Safe to call from several processes at once. Comes before
     * anything else that concerns the lab.
     *
     * <p>A view that is new or whose definition has changed while its stream has an archive is then to be built by a batch.
     *
     * @throws IncompatibleChange where what is kept does not fit what the lab now declares
     */
    void prepare(Lab lab);

    // What the speed layer needs. All of it is the owner's of one partition; a stale owner is told by commit.

    /** Where a partition's processing goes on; begins at offset 0, epoch 0. */
    Progress progress(EventStream stream, int partition);

    /** What (row, partition, epoch) hold; rows without a partial are left out. */
    Map<RowKey, Partial> partials(ViewFold fold, int partition, long epoch, Collection<RowKey> rows);

    /** Which of these unique values (of the stream's {@code unique} fields, in order) are archived already. */
    Set<List<Object>> known(EventStream stream, Collection<List<Object>> uniqueValues);

    /** As {@link #identified(EventStream, Collection)}, a few in memory at a time; ask the store nothing meanwhile. */
    void identified(EventStream stream, Collection<List<Object>> uniqueValues, Consumer<ArchivedEvent> each);

    /** Which of these ids of idempotent sends were seen before. */
    Set<String> onceIdsSeen(EventStream stream, Collection<String> ids);

    /** The quality tests' memory of these keys; keys without one are left out. */
    Map<String, byte[]> qualityStates(EventStream stream, int partition, Collection<String> keys);

    /** All of a step or nothing of it. */
    Commit.Outcome commit(Commit commit);

    /** All of a step or nothing of it. */
    DerivedCommit.Outcome advance(DerivedCommit advance);

    /** Forgets ids of idempotent sends that were first seen before a time, and the numbers given to them; says how many ids. */
    int forgetOnceIds(Instant before);

    /** Notes why a partition has stopped, for people to see; null clears it. */
    void alarm(EventStream stream, int partition, @Nullable String message);

    /** What is known of the log that the speed layer reads. */
    LogIdentities logNotes();

    /**
     * Every definition of a view that is to be folded from a stream: those of its lab.yaml, and one that is served until its
     * successor is complete. Where that changes, the stream's epoch does too, so a commit with others is refused.
     *
     * @throws IncompatibleChange where another process runs a newer lab.yaml that this stream does not fit
     */
    List<ViewFold> folds(EventStream stream);

    /**
     * Drops for good what is kept of a view that no lab.yaml declares any more; false where there is nothing.
     *
     * @throws IncompatibleChange where somebody has built on it
     */
    boolean drop(String lab, String view);

    // What the batch layer needs.

    Batches batches();

    /** Archived events of one partition. */
    List<Event> scan(Scan scan);

    /** What a fold takes of the archived events of one partition with offsets in [from, until). */
    default List<Event> scan(ViewFold fold, int partition, long from, long until, int limit) {
        return scan(Scan.of(fold, partition, from, until, limit));
    }

    // What readers need. Each call answers from one snapshot.

    /** A page of archived events, which ends early where they are large. */
    BoundedRows<ArchivedEvent> page(EventQuery query);

    /** The events of such a page. */
    default List<ArchivedEvent> events(EventQuery query) {
        return page(query).rows();
    }

    /** A page of archived events near to any of some places, each once, with the place it is nearest to. It may end early. */
    BoundedRows<NearEvent> page(NearQuery query);

    /** The events of such a page. */
    default List<NearEvent> near(NearQuery query) {
        return page(query).rows();
    }

    /** The event at a place in the log, where it is archived. */
    Optional<ArchivedEvent> event(EventStream stream, Coordinate at);

    /** The events that have one of these values of the stream's {@code unique} fields, in no order. */
    List<ArchivedEvent> identified(EventStream stream, Collection<List<Object>> uniqueValues);

    /**
     * Answers several questions about views from one snapshot, which is kept until the reading returns: let it be soon, and ask
     * the store itself nothing meanwhile.
     */
    <T> T snapshot(Function<ViewReader, T> reading);

    /** These rows of a view, those that exist. */
    List<ViewRow> viewRows(ViewFold fold, Collection<RowKey> keys);

    List<Progress> progress(EventStream stream);

    /**
     * Rejects, newest first.
     *
     * @param lab null for those that no lab takes
     * @param before the id of the last of the page before; null for the first page
     */
    List<Reject> rejects(@Nullable String lab, @Nullable String before, int limit);

    Optional<Reject> reject(String id);

    /** How many rejects each stream of a lab has, retried ones too. Streams without any are left out. */
    Map<String, Long> rejectCounts(String lab);

    void markRetried(String rejectId, Instant at);

    // What the way in needs.

    /** The numbers that streams with a generated field hand out. */
    NumberLedger numbers();

    boolean isFileLoaded(EventStream stream, String digest);

    void markFileLoaded(EventStream stream, String digest, String path, Instant at);

    /** Throws {@link StoreUnavailable} where the server would not answer now. */
    void check();

    @Override
    void close();
}
