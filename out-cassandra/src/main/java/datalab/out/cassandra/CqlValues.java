package datalab.out.cassandra;

import static com.datastax.oss.driver.api.core.type.DataTypes.ASCII;
import static com.datastax.oss.driver.api.core.type.DataTypes.BIGINT;
import static com.datastax.oss.driver.api.core.type.DataTypes.BOOLEAN;
import static com.datastax.oss.driver.api.core.type.DataTypes.DECIMAL;
import static com.datastax.oss.driver.api.core.type.DataTypes.DOUBLE;
import static com.datastax.oss.driver.api.core.type.DataTypes.FLOAT;
import static com.datastax.oss.driver.api.core.type.DataTypes.INT;
import static com.datastax.oss.driver.api.core.type.DataTypes.SMALLINT;
import static com.datastax.oss.driver.api.core.type.DataTypes.TEXT;
import static com.datastax.oss.driver.api.core.type.DataTypes.TIMESTAMP;
import static com.datastax.oss.driver.api.core.type.DataTypes.TIMEUUID;
import static com.datastax.oss.driver.api.core.type.DataTypes.TINYINT;
import static com.datastax.oss.driver.api.core.type.DataTypes.UUID;
import static com.datastax.oss.driver.api.core.type.DataTypes.VARINT;

import com.datastax.oss.driver.api.core.type.DataType;
import datalab.lab.expression.Column;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;

/** Values as a column of a Cassandra's table takes them: whole or not at all, but a time is cut to milliseconds. */
final class CqlValues {
    private static final Set<DataType> TEXTS = Set.of(TEXT, ASCII);
    private static final Set<DataType> IDS = Set.of(UUID, TIMEUUID);
    private static final Set<DataType> NUMBERS = Set.of(TINYINT, SMALLINT, INT, BIGINT, VARINT, DECIMAL, FLOAT, DOUBLE);
    private static final int TIME_UUID = 1;

    private CqlValues() {}

    /** Whether a column can take values of a type, as long as each fits. */
    static boolean takes(Column.Type type, DataType column) {
        return switch (type) {
            case STRING -> TEXTS.contains(column) || IDS.contains(column);
            case JSON -> TEXTS.contains(column);
            case NUMBER, INTEGER -> NUMBERS.contains(column);
            case BOOLEAN -> column.equals(BOOLEAN);
            case TIME -> column.equals(TIMESTAMP);
        };
    }

    /** Of the class that the driver binds to the column. */
    static Object fit(String name, DataType column, Object value) throws UnfitColumn {
        try {
            return switch (value) {
                case String text when IDS.contains(column) -> id(name, column, text);
                case String text
                when column.equals(ASCII) && !text.chars().allMatch(c -> c < 128) ->
                    throw new UnfitColumn(name + " has characters that ascii has not");
                case Number number -> number(name, column, number);
                case Instant time -> time.truncatedTo(ChronoUnit.MILLIS);
                default -> value;
            };
        } catch (ArithmeticException e) {
            throw new UnfitColumn(name + " is " + value + ", which does not fit " + column.asCql(false, false));
        }
    }

    private static java.util.UUID id(String name, DataType column, String text) throws UnfitColumn {
        try {
            java.util.UUID id = java.util.UUID.fromString(text);
            boolean isSame = id.toString().equalsIgnoreCase(text);
            if (isSame && (column.equals(UUID) || id.version() == TIME_UUID)) {
                return id;
            }
        } catch (IllegalArgumentException e) {
            // Answered below.
        }
        throw new UnfitColumn(name + " is no " + column.asCql(false, false));
    }

    /** Throws {@link ArithmeticException} where it would be another number. */
    private static Object number(String name, DataType column, Number number) throws UnfitColumn {
        if (column.equals(DOUBLE) && number instanceof Double) {
            return number;
        }
        double asDouble = number.doubleValue();
        if (!Double.isFinite(asDouble)) {
            throw new UnfitColumn(name + " is " + number);
        }
        if (column.equals(FLOAT)) {
            return finite((float) asDouble);
        }
        BigDecimal exact = number instanceof Long whole ? BigDecimal.valueOf(whole) : BigDecimal.valueOf(asDouble);
        if (column.equals(DOUBLE)) {
            return same(asDouble, exact);
        }
        if (column.equals(DECIMAL)) {
            return exact;
        }
        if (column.equals(VARINT)) {
            return exact.toBigIntegerExact();
        }
        if (column.equals(BIGINT)) {
            return exact.longValueExact();
        }
        if (column.equals(INT)) {
            return exact.intValueExact();
        }
        return column.equals(SMALLINT) ? exact.shortValueExact() : (Object) exact.byteValueExact();
    }

    private static float finite(float value) {
        if (!Float.isFinite(value)) {
            throw new ArithmeticException("larger than a float can be");
        }
        return value;
    }

    private static double same(double value, BigDecimal exact) {
        if (new BigDecimal(value).compareTo(exact) != 0) {
            throw new ArithmeticException("more digits than a double has");
        }
        return value;
    }
}
