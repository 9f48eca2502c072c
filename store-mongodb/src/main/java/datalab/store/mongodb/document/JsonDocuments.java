package datalab.store.mongodb.document;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDecimal128;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt64;
import org.bson.BsonNull;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.types.Decimal128;

/**
 * JSON as MongoDB has it: objects as documents, with their keys in order, integers as integers. Nothing in it has a meaning
 * of its own, as {@code {"$date": 0}} has in MongoDB's extended JSON.
 */
public final class JsonDocuments {
    /** MongoDB takes 100 levels, of which the row's document is one. */
    private static final int LEVELS_MAX = 98;

    private static final int DIGITS_OF_DOUBLE = 15;

    private static final JsonFactory FACTORY = new JsonFactory();

    private final String column;
    private final JsonParser parser;

    private JsonDocuments(String column, JsonParser parser) {
        this.column = column;
        this.parser = parser;
    }

    /** Reads the value of a column. */
    public static BsonValue read(String column, String json) throws UnfitValue {
        try (JsonParser parser = FACTORY.createParser(json)) {
            return new JsonDocuments(column, parser).value(parser.nextToken(), 0);
        } catch (IOException e) {
            throw new UnfitValue(column + " is no JSON");
        }
    }

    private BsonValue value(JsonToken token, int level) throws IOException, UnfitValue {
        if (level > LEVELS_MAX) {
            throw new UnfitValue(column + " is nested deeper than " + LEVELS_MAX + " levels");
        }
        return switch (token) {
            case START_OBJECT -> object(level);
            case START_ARRAY -> array(level);
            case VALUE_NUMBER_INT -> integer();
            case VALUE_NUMBER_FLOAT -> fraction();
            case VALUE_TRUE -> BsonBoolean.TRUE;
            case VALUE_FALSE -> BsonBoolean.FALSE;
            case VALUE_NULL -> BsonNull.VALUE;
            case VALUE_STRING -> new BsonString(parser.getText());
            case null, default -> throw new UnfitValue(column + " is no JSON");
        };
    }

    private BsonDocument object(int level) throws IOException, UnfitValue {
        BsonDocument object = new BsonDocument();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            if (name.indexOf('\0') >= 0) {
                throw new UnfitValue(column + " has a name with the character NUL");
            }
            object.append(name, value(parser.nextToken(), level + 1));
        }
        return object;
    }

    private BsonArray array(int level) throws IOException, UnfitValue {
        BsonArray array = new BsonArray();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            array.add(value(token, level + 1));
        }
        return array;
    }

    /** A double where that is the number as it was written, else a decimal while it has no more than 34 digits. */
    private BsonValue fraction() throws IOException {
        double value = parser.getDoubleValue();
        if (parser.getTextLength() <= DIGITS_OF_DOUBLE) {
            return new BsonDouble(value);
        }
        BigDecimal exact = parser.getDecimalValue();
        boolean isDouble = Double.isFinite(value) && new BigDecimal(Double.toString(value)).compareTo(exact) == 0;
        return isDouble ? new BsonDouble(value) : decimal(exact, value);
    }

    /** One that has more than 64 bits is a decimal while it has no more than 34 digits, else a double. */
    private BsonValue integer() throws IOException {
        if (parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
            return new BsonInt64(parser.getLongValue());
        }
        return decimal(new BigDecimal(parser.getBigIntegerValue()), parser.getDoubleValue());
    }

    private static BsonValue decimal(BigDecimal exact, double rounded) {
        try {
            return new BsonDecimal128(new Decimal128(exact));
        } catch (NumberFormatException e) {
            return new BsonDouble(rounded);
        }
    }
}
