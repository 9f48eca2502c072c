package datalab.store.mongodb.archive;

import com.mongodb.MongoException;
import com.mongodb.MongoExecutionTimeoutException;
import com.mongodb.ReadConcern;
import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import datalab.lab.event.Coordinate;
import datalab.lab.event.Event;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import datalab.store.archive.ArchivedEvent;
import datalab.store.archive.EventQuery;
import datalab.store.archive.PlacedRows;
import datalab.store.archive.Scan;
import datalab.store.elsewhere.ArchiveRows;
import datalab.store.ledger.Commit.Amendment;
import datalab.store.mongodb.connection.MongoConnection;
import datalab.store.mongodb.connection.MongoErrors;
import datalab.store.result.BoundedRows;
import datalab.store.result.QueryTimeout;
import datalab.store.result.StoreUnavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.conversions.Bson;

/** The archive of one stream in a collection of a MongoDB. Thread-safe. */
final class MongoArchive implements ArchiveRows {
    private static final Duration QUESTION_MAX = Duration.ofSeconds(15);
    private static final int VALUES_AT_ONCE = 500;
    private static final int ROWS_AT_ONCE = 1_000;
    private static final BsonDocumentCodec CODEC = new BsonDocumentCodec();

    private final MongoConnection connection;
    private final EventStream stream;
    private final String table;
    private final Collection<String> lookups;
    private final EventDocuments documents;
    private final DocumentEvents events;

    MongoArchive(MongoConnection connection, EventStream stream, String table, Collection<String> lookups) {
        this.connection = connection;
        this.stream = stream;
        this.table = table;
        this.lookups = List.copyOf(lookups);
        this.documents = new EventDocuments(stream);
        this.events = new DocumentEvents(stream);
    }

    @Override
    public void prepare() {
        answered(() -> {
            new PrepareArchive(connection.database(), collection(), stream, lookups).run();
            return true;
        });
    }

    @Override
    public void write(long token, List<ArchivedEvent> archived, Collection<Coordinate> blanks) {
        List<BsonDocument> all = new ArrayList<>(archived.size() + blanks.size());
        archived.forEach(event -> all.add(documents.document(event, token)));
        blanks.forEach(at -> all.add(EventDocuments.blank(at, token)));
        answered(() -> {
            WriteDocuments writing = new WriteDocuments(collection(), token);
            for (int from = 0; from < all.size(); from += ROWS_AT_ONCE) {
                writing.run(all.subList(from, Math.min(all.size(), from + ROWS_AT_ONCE)));
            }
            return true;
        });
    }

    @Override
    public void amend(Collection<Amendment> amendments) {
        answered(() -> {
            WriteDocuments.amend(collection(), amendments);
            return true;
        });
    }

    @Override
    public void drop(Collection<Coordinate> events) {
        answered(() -> {
            WriteDocuments.blank(collection(), events);
            return true;
        });
    }

    @Override
    public BoundedRows<ArchivedEvent> page(EventQuery query, Predicate<Coordinate> counts) {
        return answered(() -> {
            List<ArchivedEvent> rows = new ArrayList<>();
            long bytes = 0;
            FindIterable<RawBsonDocument> found = collection()
                    .withDocumentClass(RawBsonDocument.class)
                    .find(EventFilters.page(query))
                    .sort(EventFilters.order(query.descending()))
                    .batchSize(Math.clamp(query.limit(), 2, ROWS_AT_ONCE))
                    .maxTime(QUESTION_MAX.toMillis(), TimeUnit.MILLISECONDS);
            try (MongoCursor<RawBsonDocument> cursor = found.cursor()) {
                while (rows.size() < query.limit() && bytes < BoundedRows.BYTES_MAX && cursor.hasNext()) {
                    RawBsonDocument raw = cursor.next();
                    BsonDocument document = raw.decode(CODEC);
                    if (counts.test(DocumentEvents.at(document))) {
                        bytes += raw.getByteBuffer().remaining();
                        rows.add(events.archived(document));
                    }
                }
                return new BoundedRows<>(rows, rows.size() < query.limit() && bytes >= BoundedRows.BYTES_MAX);
            }
        });
    }

    @Override
    public Optional<ArchivedEvent> event(Coordinate at) {
        return answered(() -> Optional.ofNullable(
                        find(Filters.and(Filters.eq(EventDocuments.ID, EventDocuments.id(at)), EventFilters.isEvent()))
                                .first())
                .map(events::archived));
    }

    @Override
    public void identified(Collection<List<Object>> uniqueValues, Consumer<ArchivedEvent> each) {
        ask(uniqueValues, List.of(), document -> each.accept(events.archived(document)));
    }

    @Override
    public void places(Collection<List<Object>> uniqueValues, PlaceConsumer each) {
        List<String> wanted = new ArrayList<>(stream.unique());
        wanted.addAll(List.of(
                EventDocuments.PARTITION,
                EventDocuments.OFFSET,
                EventDocuments.TIME,
                EventDocuments.TIME_MICROS,
                EventDocuments.MICROS));
        ask(uniqueValues, wanted, document -> each.accept(events.uniqueValues(document), DocumentEvents.at(document)));
    }

    @Override
    public List<Event> scan(Scan scan) {
        List<String> wanted = new ArrayList<>(List.of(
                EventDocuments.PARTITION,
                EventDocuments.OFFSET,
                EventDocuments.TIME,
                EventDocuments.TIME_MICROS,
                EventDocuments.MICROS,
                EventDocuments.ORIGIN));
        scan.fields().forEach(index -> wanted.add(stream.fields().get(index).name()));
        return answered(() -> {
            List<Event> found = new ArrayList<>();
            find(EventFilters.scan(scan))
                    .projection(Projections.include(wanted))
                    .sort(Sorts.ascending(EventDocuments.OFFSET))
                    .limit(scan.limit())
                    .batchSize(ROWS_AT_ONCE)
                    .forEach(document -> found.add(events.scanned(document, scan.fields())));
            return found;
        });
    }

    @Override
    public PlacedRows placed(int partition, long from, long until) {
        return answered(() -> {
            List<ArchivedEvent> found = new ArrayList<>();
            Set<Long> blanks = new HashSet<>();
            long bytes = 0;
            FindIterable<RawBsonDocument> asked = collection()
                    .withDocumentClass(RawBsonDocument.class)
                    .find(EventFilters.placed(partition, from, until))
                    .sort(Sorts.ascending(EventDocuments.OFFSET))
                    .batchSize(ROWS_AT_ONCE)
                    .maxTime(QUESTION_MAX.toMillis(), TimeUnit.MILLISECONDS);
            try (MongoCursor<RawBsonDocument> cursor = asked.cursor()) {
                while (cursor.hasNext()) {
                    RawBsonDocument raw = cursor.next();
                    BsonDocument document = raw.decode(CODEC);
                    long offset = DocumentEvents.at(document).offset();
                    if (document.containsKey(EventDocuments.TIME)) {
                        found.add(events.archived(document));
                    } else {
                        blanks.add(offset);
                    }
                    bytes += raw.getByteBuffer().remaining();
                    if (bytes >= BoundedRows.BYTES_MAX) {
                        return new PlacedRows(found, blanks, offset + 1);
                    }
                }
                return new PlacedRows(found, blanks, until);
            }
        });
    }

    @Override
    public long nextEvent(int partition, long from, long until) {
        return answered(() -> {
            BsonDocument next = find(Filters.and(EventFilters.placed(partition, from, until), EventFilters.isEvent()))
                    .projection(Projections.include(EventDocuments.PARTITION, EventDocuments.OFFSET))
                    .sort(Sorts.ascending(EventDocuments.OFFSET))
                    .first();
            return next == null ? until : DocumentEvents.at(next).offset();
        });
    }

    @Override
    public long greatestNumber() {
        String field = stream.generated().orElseThrow().name();
        return answered(() -> {
            BsonDocument greatest = find(Filters.lte(field, Field.GENERATED_MAX))
                    .projection(Projections.include(field))
                    .sort(Sorts.descending(field))
                    .first();
            return greatest == null ? 0 : greatest.getNumber(field).longValue();
        });
    }

    @Override
    public boolean filtersBy(Field field) {
        return true;
    }

    /** A part at a time, and of what is found only what has just these values. */
    private void ask(Collection<List<Object>> uniqueValues, List<String> fields, Consumer<BsonDocument> each) {
        Set<List<Object>> asked = new HashSet<>(uniqueValues);
        List<List<Object>> all = List.copyOf(asked);
        answered(() -> {
            for (int from = 0; from < all.size(); from += VALUES_AT_ONCE) {
                List<List<Object>> some = all.subList(from, Math.min(all.size(), from + VALUES_AT_ONCE));
                FindIterable<BsonDocument> found = find(EventFilters.identified(stream, some));
                (fields.isEmpty() ? found : found.projection(Projections.include(fields))).forEach(document -> {
                    if (asked.contains(events.uniqueValues(document))) {
                        each.accept(document);
                    }
                });
            }
            return true;
        });
    }

    private FindIterable<BsonDocument> find(Bson filter) {
        return collection().find(filter).maxTime(QUESTION_MAX.toMillis(), TimeUnit.MILLISECONDS);
    }

    private MongoCollection<BsonDocument> collection() {
        return connection.database().getCollection(table, BsonDocument.class).withReadConcern(ReadConcern.MAJORITY);
    }

    private <T> T answered(Supplier<T> question) {
        String what = "archive of " + stream.topic() + " on " + connection.url();
        try {
            return question.get();
        } catch (MongoExecutionTimeoutException e) {
            throw new QueryTimeout(what, QUESTION_MAX, e);
        } catch (MongoException e) {
            throw StoreUnavailable.ofArchive(what + ": " + MongoErrors.reason(e), e);
        }
    }
}
