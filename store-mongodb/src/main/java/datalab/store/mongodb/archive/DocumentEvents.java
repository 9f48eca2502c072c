package datalab.store.mongodb.archive;

import datalab.lab.decode.LateDeclaredFields;
import datalab.lab.event.Coordinate;
import datalab.lab.event.DecodedPayload;
import datalab.lab.event.Event;
import datalab.lab.event.Origin;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import datalab.store.archive.ArchivedEvent;
import datalab.store.mongodb.document.BsonTimes;
import datalab.store.mongodb.document.JsonTexts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * Reads events from the documents that {@link EventDocuments} makes. What a document has beside the fields that are declared now
 * is undeclared; a value of another type than its field has by now is decoded as if it came now. Thread-safe.
 */
final class DocumentEvents {
    private final EventStream stream;
    private final LateDeclaredFields later;

    DocumentEvents(EventStream stream) {
        this.stream = stream;
        this.later = new LateDeclaredFields(stream);
    }

    ArchivedEvent archived(BsonDocument document) {
        List<Field> fields = stream.fields();
        @Nullable Object[] values = new @Nullable Object[fields.size()];
        BsonDocument loose = new BsonDocument();
        for (Map.Entry<String, BsonValue> member : document.entrySet()) {
            String name = member.getKey();
            int field = stream.indexOf(name);
            if (field >= 0) {
                values[field] = value(document, fields.get(field));
            }
            boolean isRead = field >= 0 ? values[field] != null : name.equals(stream.time());
            if (!isRead && !name.startsWith("_")) {
                loose.append(name, member.getValue());
            }
        }
        String extra = extra(document, loose);
        if (extra != null && later.mayBeIn(extra)) {
            LateDeclaredFields.Found found = later.find(extra);
            for (int i = 0; i < values.length; i++) {
                values[i] = values[i] == null ? found.values()[i] : values[i];
            }
            extra = found.extra();
        }
        BsonValue flags = document.get(EventDocuments.FLAGS);
        return new ArchivedEvent(
                event(document, values, extra), flags == null ? null : JsonTexts.of(flags.asDocument()));
    }

    /** With the fields of these indexes alone. */
    Event scanned(BsonDocument document, List<Integer> indexes) {
        @Nullable Object[] values = new @Nullable Object[stream.fields().size()];
        for (int index : indexes) {
            values[index] = value(document, stream.fields().get(index));
        }
        Instant time = time(document);
        return new Event(stream, new DecodedPayload(values, time, origin(document), null), time, at(document));
    }

    /** Its values of the unique fields, as {@link Event#uniqueValues()}; empty where it lacks one. */
    List<Object> uniqueValues(BsonDocument document) {
        List<Object> values = new ArrayList<>();
        for (String name : stream.unique()) {
            Object value = name.equals(stream.time())
                    ? time(document)
                    : value(document, stream.field(name).orElseThrow());
            if (value == null) {
                return List.of();
            }
            values.add(value);
        }
        return values;
    }

    static Coordinate at(BsonDocument document) {
        return new Coordinate(
                document.getNumber(EventDocuments.PARTITION).intValue(),
                document.getNumber(EventDocuments.OFFSET).longValue());
    }

    private Event event(BsonDocument document, @Nullable Object[] values, @Nullable String extra) {
        Instant time = time(document);
        Instant arrived = instant(document, EventDocuments.ARRIVED);
        boolean hasOwnTime = (stream.time() != null && document.containsKey(stream.time())) || !time.equals(arrived);
        return new Event(
                stream,
                new DecodedPayload(values, hasOwnTime ? time : null, origin(document), extra),
                arrived,
                at(document));
    }

    private static Origin origin(BsonDocument document) {
        return Origin.valueOf(
                document.getString(EventDocuments.ORIGIN).getValue().toUpperCase(Locale.ROOT));
    }

    private static Instant time(BsonDocument document) {
        return BsonTimes.instant(
                document.getDateTime(EventDocuments.TIME),
                document.getNumber(EventDocuments.TIME_MICROS).intValue());
    }

    private static Instant instant(BsonDocument document, String name) {
        int micros = document.getDocument(EventDocuments.MICROS, new BsonDocument())
                .getNumber(name, new BsonInt32(0))
                .intValue();
        return BsonTimes.instant(document.getDateTime(name), micros);
    }

    /** Null where there is none, or it has another type than the field. */
    private static @Nullable Object value(BsonDocument document, Field field) {
        BsonValue value = document.get(field.name());
        if (value == null) {
            return null;
        }
        return switch (field.type()) {
            case STRING -> value.isString() ? value.asString().getValue() : null;
            case NUMBER -> value.isDouble() ? (Object) value.asDouble().getValue() : null;
            case INTEGER -> value.isInt64() ? (Object) value.asInt64().getValue() : null;
            case BOOLEAN -> value.isBoolean() ? (Object) value.asBoolean().getValue() : null;
            case TIME -> value.isDateTime() ? instant(document, field.name()) : null;
        };
    }

    private static @Nullable String extra(BsonDocument document, BsonDocument loose) {
        BsonValue text = document.get(EventDocuments.EXTRA);
        if (text == null) {
            return loose.isEmpty() ? null : JsonTexts.of(loose);
        }
        String extra = text.asString().getValue();
        if (loose.isEmpty()) {
            return extra;
        }
        String members = JsonTexts.of(loose);
        return members.substring(0, members.length() - 1) + "," + extra.substring(extra.indexOf('{') + 1);
    }
}
