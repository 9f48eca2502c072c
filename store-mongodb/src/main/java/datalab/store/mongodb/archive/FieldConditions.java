package datalab.store.mongodb.archive;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Filters.or;

import datalab.lab.stream.EventStream;
import datalab.store.mongodb.document.BsonTimes;
import datalab.store.query.FieldFilter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bson.BsonDateTime;
import org.bson.conversions.Bson;

/** What a question asks of a field. A time is a date to the millisecond, and what it has beyond that beside it. */
final class FieldConditions {
    private FieldConditions() {}

    static List<Bson> of(EventStream stream, String field, FieldFilter filter) {
        if (!filter.orNone()) {
            return ofValues(stream, field, filter);
        }
        Bson isNone = eq(name(stream, field), null);
        return List.of(filter.isOfNone() ? isNone : or(and(ofValues(stream, field, filter)), isNone));
    }

    private static List<Bson> ofValues(EventStream stream, String field, FieldFilter filter) {
        List<Bson> all = new ArrayList<>();
        if (filter.anyOf().stream().anyMatch(Instant.class::isInstance)) {
            all.add(or(filter.anyOf().stream()
                    .map(time -> at(stream, field, (Instant) time))
                    .toList()));
        } else if (!filter.anyOf().isEmpty()) {
            all.add(in(field, filter.anyOf().stream().map(EventDocuments::value).toList()));
        }
        if (filter.min() instanceof Instant time) {
            all.add(notBefore(name(stream, field), micros(stream, field), time));
        } else if (filter.min() != null) {
            all.add(gte(field, EventDocuments.value(filter.min())));
        }
        if (filter.max() instanceof Instant time) {
            all.add(before(name(stream, field), micros(stream, field), time.plusNanos(1_000)));
        } else if (filter.max() != null) {
            all.add(lte(field, EventDocuments.value(filter.max())));
        }
        return all;
    }

    /** Of an event. */
    static Bson notBefore(Instant time) {
        return notBefore(EventDocuments.TIME, EventDocuments.TIME_MICROS, time);
    }

    /** Of an event. */
    static Bson before(Instant time) {
        return before(EventDocuments.TIME, EventDocuments.TIME_MICROS, time);
    }

    private static Bson notBefore(String field, String microsField, Instant time) {
        BsonDateTime date = BsonTimes.date(time);
        int micros = BsonTimes.micros(time);
        return micros == 0 ? gte(field, date) : and(gte(field, date), or(gt(field, date), gte(microsField, micros)));
    }

    private static Bson before(String field, String microsField, Instant time) {
        BsonDateTime date = BsonTimes.date(time);
        int micros = BsonTimes.micros(time);
        return micros == 0
                ? lt(field, date)
                : and(lte(field, date), or(lt(field, date), lt(microsField, micros), eq(microsField, null)));
    }

    private static Bson at(EventStream stream, String field, Instant time) {
        boolean isAlways = field.equals(stream.time()) || BsonTimes.micros(time) > 0;
        Object beyond = isAlways ? (Object) BsonTimes.micros(time) : null;
        return and(eq(name(stream, field), BsonTimes.date(time)), eq(micros(stream, field), beyond));
    }

    private static String name(EventStream stream, String field) {
        return field.equals(stream.time()) ? EventDocuments.TIME : field;
    }

    /** Of other fields than the event's time it is left out where there is nothing. */
    private static String micros(EventStream stream, String field) {
        return field.equals(stream.time()) ? EventDocuments.TIME_MICROS : EventDocuments.MICROS + "." + field;
    }
}
