package datalab.lab;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A declared field: checks type and range of what a sender gives for it. Immutable. */
final class FieldMember implements Member {
    /** Above this, not every whole double is one that was meant. */
    private static final double WHOLE_MAX = 1L << 53;

    /** A number of JSON, of a bounded length. */
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,100}(\\.[0-9]{1,100})?([eE][+-]?[0-9]{1,3})?");

    private final int number;
    private final int index;
    private final Field field;
    private final double min;
    private final double max;

    FieldMember(int number, int index, Field field) {
        this.number = number;
        this.index = index;
        this.field = field;
        this.min = field.min() == null ? Double.NEGATIVE_INFINITY : field.min();
        this.max = field.max() == null ? Double.POSITIVE_INFINITY : field.max();
    }

    @Override
    public int number() {
        return number;
    }

    @Override
    public boolean read(Decoding into) throws IOException {
        if (into.parser.currentToken() == JsonToken.VALUE_NULL) {
            return true;
        }
        return switch (field.type()) {
            case STRING -> text(into);
            case NUMBER -> number(into);
            case INTEGER -> integer(into);
            case BOOLEAN -> bool(into);
            case TIME -> time(into);
        };
    }

    private boolean text(Decoding into) throws IOException {
        if (into.parser.currentToken() != JsonToken.VALUE_STRING) {
            return into.refuseFound(RejectReason.WRONG_TYPE, field.name(), "a string");
        }
        String text = into.parser.getText();
        if (!Utf8.isKeepable(text)) {
            return into.refuse(RejectReason.OUT_OF_RANGE, field.name(), field.name() + " " + Utf8.NOT_KEEPABLE);
        }
        if ((min > 0 || text.length() > max) && !isLengthRight(text)) {
            return into.refuseFound(
                    RejectReason.OUT_OF_RANGE,
                    field.name(),
                    "a string " + range(" characters") + ", it has " + text.codePointCount(0, text.length()));
        }
        into.values[index] = text;
        return true;
    }

    private boolean number(Decoding into) throws IOException {
        JsonToken token = into.parser.currentToken();
        boolean inText = token == JsonToken.VALUE_STRING
                && field.asText()
                && NUMBER.matcher(into.parser.getText()).matches();
        if (token != JsonToken.VALUE_NUMBER_INT && token != JsonToken.VALUE_NUMBER_FLOAT && !inText) {
            return into.refuseFound(RejectReason.WRONG_TYPE, field.name(), "a number");
        }
        double given = inText ? Double.parseDouble(into.parser.getText()) : into.parser.getDoubleValue();
        double value = given + 0.0; // one zero: -0.0 becomes 0.0
        if (!Double.isFinite(value) || value < min || value > max) {
            return into.refuseFound(RejectReason.OUT_OF_RANGE, field.name(), "a number " + range(""));
        }
        into.values[index] = value;
        return true;
    }

    private boolean integer(Decoding into) throws IOException {
        JsonToken token = into.parser.currentToken();
        if (token != JsonToken.VALUE_NUMBER_INT && token != JsonToken.VALUE_NUMBER_FLOAT) {
            return into.refuseFound(RejectReason.WRONG_TYPE, field.name(), "an integer");
        }
        if (token == JsonToken.VALUE_NUMBER_INT && into.parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            return into.refuseFound(RejectReason.OUT_OF_RANGE, field.name(), "an integer of 64 bits");
        }
        Long value = token == JsonToken.VALUE_NUMBER_INT ? (Long) into.parser.getLongValue() : whole(into.parser);
        if (value == null) {
            return into.refuseFound(RejectReason.WRONG_TYPE, field.name(), "an integer");
        }
        if (value < min || value > max) {
            return into.refuseFound(RejectReason.OUT_OF_RANGE, field.name(), "an integer " + range(""));
        }
        into.values[index] = value;
        return true;
    }

    private boolean bool(Decoding into) throws IOException {
        if (!into.parser.currentToken().isBoolean()) {
            return into.refuseFound(RejectReason.WRONG_TYPE, field.name(), "true or false");
        }
        into.values[index] = into.parser.getBooleanValue();
        return true;
    }

    private boolean time(Decoding into) throws IOException {
        Instant time = EventTime.read(into.parser, into.decoder.zone());
        if (time == null) {
            return into.refuseFound(RejectReason.BAD_TIME, field.name(), EventTime.EXPECTED);
        }
        into.values[index] = time;
        return true;
    }

    private boolean isLengthRight(String text) {
        int characters = text.codePointCount(0, text.length());
        return characters >= min && characters <= max;
    }

    /** An integer written with a fraction of zeros ({@code 5.0}), as some languages do; null for any other. */
    private static @Nullable Long whole(JsonParser parser) throws IOException {
        double value = parser.getDoubleValue();
        if (value != Math.rint(value) || Math.abs(value) > WHOLE_MAX || !Numeral.isKeepable(parser)) {
            return null;
        }
        return new BigDecimal(parser.getText()).compareTo(new BigDecimal(value)) == 0 ? (Long) (long) value : null;
    }

    private String range(String unit) {
        if (field.min() == null && field.max() == null) {
            return "that fits a double";
        }
        if (field.max() == null) {
            return "of " + plain(min) + " or more" + unit;
        }
        if (field.min() == null) {
            return "of at most " + plain(max) + unit;
        }
        return "of " + plain(min) + " to " + plain(max) + unit;
    }

    private static String plain(double bound) {
        return bound == Math.rint(bound) && Math.abs(bound) <= WHOLE_MAX
                ? Long.toString((long) bound)
                : Double.toString(bound);
    }
}
