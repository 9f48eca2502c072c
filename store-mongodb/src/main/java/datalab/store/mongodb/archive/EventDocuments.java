package datalab.store.mongodb.archive;

import datalab.lab.event.Coordinate;
import datalab.lab.event.DecodedPayload;
import datalab.lab.event.Event;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import datalab.store.archive.ArchivedEvent;
import datalab.store.mongodb.document.BsonTimes;
import datalab.store.mongodb.document.JsonDocuments;
import datalab.store.mongodb.document.UnfitValue;
import java.time.Instant;
import java.util.List;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * Events of a stream as documents: the fields as they were sent under their own names, and what DataLab adds under names that
 * begin with an underscore, as in the API. A blank has its place and token alone. Immutable.
 */
final class EventDocuments {
    static final String ID = "_id";
    static final String TIME = "_time";
    /** What {@link #TIME} has beyond milliseconds: part of the order of time. */
    static final String TIME_MICROS = "_us";

    static final String PARTITION = "_partition";
    static final String OFFSET = "_offset";
    static final String TOKEN = "_token";
    static final String ORIGIN = "_origin";
    static final String FLAGS = "_flags";
    static final String ARRIVED = "_arrived";
    /** What other times have beyond milliseconds, by field. */
    static final String MICROS = "_micros";
    /** Undeclared fields that no document can have as they are, as the text of a JSON object. */
    static final String EXTRA = "_extra";

    private final EventStream stream;

    EventDocuments(EventStream stream) {
        this.stream = stream;
    }

    static BsonString id(Coordinate at) {
        return new BsonString(at.toString());
    }

    static BsonDocument blank(Coordinate at, long token) {
        return new BsonDocument(ID, id(at))
                .append(PARTITION, new BsonInt32(at.partition()))
                .append(OFFSET, new BsonInt64(at.offset()))
                .append(TOKEN, new BsonInt64(token));
    }

    BsonDocument document(ArchivedEvent archived, long token) {
        Event event = archived.event();
        DecodedPayload payload = event.payload();
        BsonDocument document = new BsonDocument(ID, id(event.at()));
        BsonDocument micros = new BsonDocument();
        List<Field> fields = stream.fields();
        for (int i = 0; i < fields.size(); i++) {
            put(document, micros, fields.get(i).name(), payload.values()[i]);
        }
        if (stream.time() != null) {
            put(document, micros, stream.time(), payload.time());
        }
        if (payload.extra() != null) {
            putExtra(document, payload.extra());
        }
        document.append(TIME, BsonTimes.date(event.time()))
                .append(TIME_MICROS, new BsonInt32(BsonTimes.micros(event.time())));
        put(document, micros, ARRIVED, event.arrived());
        document.append(ORIGIN, new BsonString(payload.origin().text()));
        if (archived.flagsJson() != null) {
            document.append(FLAGS, json(archived.flagsJson()));
        }
        if (!micros.isEmpty()) {
            document.append(MICROS, micros);
        }
        BsonDocument place = blank(event.at(), token);
        place.remove(ID);
        document.putAll(place);
        return document;
    }

    /** Flags are JSON of DataLab's own, which every document can hold. */
    static BsonValue json(String flagsJson) {
        try {
            return JsonDocuments.read(FLAGS, flagsJson);
        } catch (UnfitValue e) {
            throw new IllegalStateException(e);
        }
    }

    static BsonValue value(Object value) {
        return switch (value) {
            case Instant time -> BsonTimes.date(time);
            case Boolean flag -> BsonBoolean.valueOf(flag);
            case Long whole -> new BsonInt64(whole);
            case Number number -> new BsonDouble(number.doubleValue());
            default -> new BsonString(value.toString());
        };
    }

    private static void put(BsonDocument document, BsonDocument micros, String name, @Nullable Object value) {
        if (value == null) {
            return;
        }
        document.append(name, value(value));
        if (value instanceof Instant time && BsonTimes.micros(time) > 0) {
            micros.append(name, new BsonInt32(BsonTimes.micros(time)));
        }
    }

    /** As fields of their own, or all of them as a text where that cannot be. */
    private static void putExtra(BsonDocument document, String extra) {
        try {
            BsonDocument fields = JsonDocuments.read(EXTRA, extra).asDocument();
            if (fields.keySet().stream().allMatch(name -> isPlain(name) && !document.containsKey(name))) {
                document.putAll(fields);
                return;
            }
        } catch (UnfitValue e) {
            // too deep for a document, which then has the text
        }
        document.append(EXTRA, new BsonString(extra));
    }

    /** Whether it can be asked for as it is, and is none of DataLab's names. */
    private static boolean isPlain(String name) {
        return !name.isEmpty() && !name.startsWith("_") && !name.startsWith("$") && name.indexOf('.') < 0;
    }
}
