package datalab.store.mongodb.out;

import datalab.lab.expression.Column;
import datalab.lab.output.OutputColumn;
import datalab.store.mongodb.document.JsonDocuments;
import datalab.store.mongodb.document.UnfitValue;
import datalab.store.output.OutputRow;
import datalab.store.output.OutputTable;
import java.time.Instant;
import java.time.temporal.ChronoField;
import java.util.List;
import org.bson.BsonBoolean;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonNull;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.jspecify.annotations.Nullable;

/**
 * Rows of an output as documents: the id, the fields, and a filter that finds a row's document unless it has a higher
 * version. A date of MongoDB has milliseconds; what a time has beyond them stands in {@code _micros}, by column.
 */
final class RowDocuments {
    static final String VERSION = "_version";
    static final String GONE = "_gone";
    static final String MICROS = "_micros";

    /** MongoDB takes 16 MiB; so much is left for what it adds. */
    private static final int DOCUMENT_BYTES_MAX = (16 << 20) - (16 << 10);

    private static final BsonString THE_ONLY_ROW = new BsonString("row");
    private static final int UTF8_BYTES_OF_CHAR_MAX = 3;

    /** Longer ids are not asked for together: a thousand of them might be larger than a question may be. */
    private static final int SHORT_ID_CHARS_MAX = 4_000;

    private final List<OutputColumn> columns;
    private final int keys;

    RowDocuments(OutputTable table) {
        this.columns = table.columns();
        this.keys = table.keys().size();
    }

    /**
     * The value of the only key; of several, and where it is null, a document of them in their order. A time that has more
     * than milliseconds is a text in there, so that no two are the same.
     */
    BsonValue id(OutputRow row) throws UnfitValue {
        if (keys == 0) {
            return THE_ONLY_ROW;
        }
        BsonDocument id = new BsonDocument();
        for (int i = 0; i < columns.size(); i++) {
            OutputColumn column = columns.get(i);
            if (column.isKey()) {
                id.append(column.name(), keyPart(column, row.values().get(i)));
            }
        }
        BsonValue first = id.values().iterator().next();
        return keys == 1 && !first.isNull() ? first : id;
    }

    /** Documents of a higher version are not found; those that people had there, without a version, are. */
    static BsonDocument filter(BsonValue id, long version) {
        return new BsonDocument("_id", id.isDocument() ? new BsonDocument("$eq", id) : id)
                .append(VERSION, new BsonDocument("$not", new BsonDocument("$gt", new BsonInt64(version))));
    }

    static boolean isShort(BsonValue id) {
        return switch (id) {
            case BsonString text -> text.getValue().length() <= SHORT_ID_CHARS_MAX;
            case BsonDocument several -> several.values().stream().allMatch(RowDocuments::isShort);
            default -> true;
        };
    }

    /** Of a row that is gone, its tombstone. */
    BsonDocument fields(OutputRow row, BsonValue id, long version) throws UnfitValue {
        BsonDocument fields = new BsonDocument();
        BsonDocument micros = new BsonDocument();
        for (int i = 0; i < columns.size() && !row.isGone(); i++) {
            OutputColumn column = columns.get(i);
            Object value = row.values().get(i);
            fields.append(column.name(), bson(column, value));
            if (value instanceof Instant time && microsOf(time) > 0) {
                micros.append(column.name(), new BsonInt32(microsOf(time)));
            }
        }
        fields.append(VERSION, new BsonInt64(version));
        if (!micros.isEmpty()) {
            fields.append(MICROS, micros);
        }
        if (row.isGone()) {
            fields.append(GONE, BsonBoolean.TRUE);
        }
        checkSize(row, id, fields);
        return fields;
    }

    /** Sets the fields of a row; those of other people's stay. */
    static BsonDocument change(BsonDocument fields) {
        BsonDocument unset = new BsonDocument(GONE, new BsonString(""));
        if (!fields.containsKey(MICROS)) {
            unset.append(MICROS, new BsonString(""));
        }
        return new BsonDocument("$set", fields).append("$unset", unset);
    }

    private static BsonValue keyPart(OutputColumn column, @Nullable Object value) throws UnfitValue {
        boolean isText = column.type() == Column.Type.JSON || (value instanceof Instant time && microsOf(time) > 0);
        return isText && value != null ? new BsonString(value.toString()) : bson(column, value);
    }

    private static BsonValue bson(OutputColumn column, @Nullable Object value) throws UnfitValue {
        return switch (value) {
            case null -> BsonNull.VALUE;
            case Instant time -> new BsonDateTime(time.toEpochMilli());
            case Boolean flag -> BsonBoolean.valueOf(flag);
            case Long whole -> new BsonInt64(whole);
            case Number number -> new BsonDouble(number.doubleValue());
            case String text when column.type() == Column.Type.JSON -> JsonDocuments.read(column.name(), text);
            default -> new BsonString(value.toString());
        };
    }

    private static int microsOf(Instant time) {
        return time.get(ChronoField.MICRO_OF_SECOND) % 1_000;
    }

    /** A change has the id beside the fields. Measures only what may be too large. */
    private static void checkSize(OutputRow row, BsonValue id, BsonDocument fields) throws UnfitValue {
        long chars = row.values().stream()
                .mapToLong(value -> value instanceof String text ? text.length() : 0)
                .sum();
        if (2 * chars * UTF8_BYTES_OF_CHAR_MAX < DOCUMENT_BYTES_MAX / 2) {
            return;
        }
        BsonDocument change = new BsonDocument("_id", id).append("fields", fields);
        int bytes = new RawBsonDocument(change, new BsonDocumentCodec())
                .getByteBuffer()
                .remaining();
        if (bytes > DOCUMENT_BYTES_MAX) {
            throw new UnfitValue("the document has " + bytes + " bytes, MongoDB takes 16 MiB");
        }
    }
}
