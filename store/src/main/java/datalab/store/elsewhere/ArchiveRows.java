package datalab.store.elsewhere;

import datalab.lab.event.Coordinate;
import datalab.lab.event.Event;
import datalab.lab.stream.Field;
import datalab.store.archive.ArchivedEvent;
import datalab.store.archive.EventQuery;
import datalab.store.archive.PlacedRows;
import datalab.store.archive.Scan;
import datalab.store.ledger.Commit.Amendment;
import datalab.store.result.BoundedRows;
import datalab.store.result.StoreUnavailable;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The archive of one stream on a server that writes single rows: what a server has to do to keep one. Each row lies under its
 * coordinate and is an event or a blank, which no read answers. What was written survives a failover of the server, and every
 * later read sees it. Thread-safe. Every method throws {@link StoreUnavailable} where there is no answer in time; nothing is
 * retried in here.
 */
public interface ArchiveRows {

    /** Makes what is missing of the table and its indexes. Called again until it has passed once. */
    void prepare();

    /**
     * Writes rows in any order. A row that was written with a higher token stays as it is.
     *
     * @param blanks places at which there is no event
     */
    void write(long token, List<ArchivedEvent> events, Collection<Coordinate> blanks);

    /** Replaces the flags of rows that are there and are no blanks. */
    void amend(Collection<Amendment> amendments);

    /** Makes blanks of these events, under the tokens that they were written with: late writes of others stay refused. */
    void drop(Collection<Coordinate> events);

    /** A page by time, of those events alone whose place counts; ends early where they are large. */
    BoundedRows<ArchivedEvent> page(EventQuery query, Predicate<Coordinate> counts);

    Optional<ArchivedEvent> event(Coordinate at);

    /** Hands out the events that have one of these values of the stream's unique fields, a few in memory at a time. */
    void identified(Collection<List<Object>> uniqueValues, Consumer<ArchivedEvent> each);

    /** Hands out the unique values and the place of each of these events. */
    void places(Collection<List<Object>> uniqueValues, PlaceConsumer each);

    /** Takes the place of an event with these unique values. */
    @FunctionalInterface
    interface PlaceConsumer {
        void accept(List<Object> uniqueValues, Coordinate at);
    }

    /** Events of one partition, in the order of the log. */
    List<Event> scan(Scan scan);

    /** Whole rows of one partition with offsets in [from, until), blanks among them; ends early where they are large. */
    PlacedRows placed(int partition, long from, long until);

    /** The offset of the first event of a partition in [from, until); {@code until} where there is none. */
    long nextEvent(int partition, long from, long until);

    /** The greatest value of the stream's generated field; 0 where there is none. */
    long greatestNumber();

    boolean filtersBy(Field field);
}
