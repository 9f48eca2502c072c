package datalab.store.mongodb.archive;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.exists;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Filters.or;

import com.mongodb.client.model.Sorts;
import datalab.lab.stream.EventStream;
import datalab.store.archive.EventQuery;
import datalab.store.archive.EventQuery.Position;
import datalab.store.archive.Scan;
import datalab.store.mongodb.document.BsonTimes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.conversions.Bson;

/** Questions in MongoDB's language. Blanks have no time, so each of them leaves blanks out. */
final class EventFilters {
    private EventFilters() {}

    /** Of an event, not of a blank. */
    static Bson isEvent() {
        return exists(EventDocuments.TIME);
    }

    static Bson page(EventQuery query) {
        List<Bson> all = new ArrayList<>();
        all.add(isEvent());
        if (query.from() != null) {
            all.add(FieldConditions.notBefore(query.from()));
        }
        if (query.to() != null) {
            all.add(FieldConditions.before(query.to()));
        }
        query.where().forEach((field, filter) -> all.addAll(FieldConditions.of(query.stream(), field, filter)));
        if (query.after() != null) {
            all.add(query.descending() ? lower(query.after()) : higher(query.after()));
        }
        return and(all);
    }

    static Bson order(boolean descending) {
        List<String> order = List.of(
                EventDocuments.TIME, EventDocuments.TIME_MICROS, EventDocuments.PARTITION, EventDocuments.OFFSET);
        return descending ? Sorts.descending(order) : Sorts.ascending(order);
    }

    static Bson scan(Scan scan) {
        return and(placed(scan.partition(), scan.from(), scan.until()), isEvent());
    }

    /** Rows with offsets in [from, until), blanks among them. */
    static Bson placed(int partition, long from, long until) {
        return and(
                eq(EventDocuments.PARTITION, partition),
                gte(EventDocuments.OFFSET, from),
                lt(EventDocuments.OFFSET, until));
    }

    /** Events that may have one of these unique values: times are compared to the millisecond alone. */
    static Bson identified(EventStream stream, Collection<List<Object>> uniqueValues) {
        List<String> names = stream.unique().stream()
                .map(name -> name.equals(stream.time()) ? EventDocuments.TIME : name)
                .toList();
        if (names.size() == 1) {
            return in(
                    names.getFirst(),
                    uniqueValues.stream()
                            .map(values -> EventDocuments.value(values.getFirst()))
                            .toList());
        }
        List<Bson> any = new ArrayList<>();
        for (List<Object> values : uniqueValues) {
            BsonDocument one = new BsonDocument();
            for (int i = 0; i < names.size(); i++) {
                one.append(names.get(i), EventDocuments.value(values.get(i)));
            }
            any.add(one);
        }
        return or(any);
    }

    private static Bson higher(Position after) {
        BsonDateTime date = BsonTimes.date(after.time());
        int micros = BsonTimes.micros(after.time());
        return and(
                gte(EventDocuments.TIME, date),
                or(
                        gt(EventDocuments.TIME, date),
                        gt(EventDocuments.TIME_MICROS, micros),
                        and(
                                eq(EventDocuments.TIME_MICROS, micros),
                                or(
                                        gt(EventDocuments.PARTITION, after.partition()),
                                        and(
                                                eq(EventDocuments.PARTITION, after.partition()),
                                                gt(EventDocuments.OFFSET, after.offset()))))));
    }

    private static Bson lower(Position after) {
        BsonDateTime date = BsonTimes.date(after.time());
        int micros = BsonTimes.micros(after.time());
        return and(
                lte(EventDocuments.TIME, date),
                or(
                        lt(EventDocuments.TIME, date),
                        lt(EventDocuments.TIME_MICROS, micros),
                        and(
                                eq(EventDocuments.TIME_MICROS, micros),
                                or(
                                        lt(EventDocuments.PARTITION, after.partition()),
                                        and(
                                                eq(EventDocuments.PARTITION, after.partition()),
                                                lt(EventDocuments.OFFSET, after.offset()))))));
    }
}
