package datalab.lab.decode;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import datalab.lab.event.RejectReason;
import datalab.lab.json.JsonNumber;
import datalab.lab.stream.Field;
import datalab.lab.text.Utf8;
import datalab.lab.time.ParsedTime;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;

/** Checks the type and the range of the value of a declared field. Immutable. */
final class FieldMember implements KnownMember {
    /** Above this, not every whole double is one that was meant. */
    private static final double WHOLE_MAX = 1L << 53;

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
    public boolean read(EventParser into) throws IOException {
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

    private boolean text(EventParser into) throws IOException {
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

    private boolean number(EventParser into) throws IOException {
        JsonToken token = into.parser.currentToken();
        boolean inText =
                token == JsonToken.VALUE_STRING && field.asText() && JsonNumber.isNumber(into.parser.getText());
        if (token != JsonToken.VALUE_NUMBER_INT && token != JsonToken.VALUE_NUMBER_FLOAT && !inText) {
            return into.refuseFound(RejectReason.WRONG_TYPE, field.name(), "a number");
        }
        if (!(inText ? JsonNumber.isKeepable(into.parser.getText()) : JsonNumber.isKeepable(into.parser))) {
            return into.refuseFound(RejectReason.OUT_OF_RANGE, field.name(), "a number " + range(""));
        }
        double given = inText ? Double.parseDouble(into.parser.getText()) : into.parser.getDoubleValue();
        double value = given + 0.0; // one zero: -0.0 becomes 0.0
        if (value < min || value > max) {
            return into.refuseFound(RejectReason.OUT_OF_RANGE, field.name(), "a number " + range(""));
        }
        into.values[index] = value;
        return true;
    }

    private boolean integer(EventParser into) throws IOException {
        JsonToken token = into.parser.currentToken();
        if (token != JsonToken.VALUE_NUMBER_INT && token != JsonToken.VALUE_NUMBER_FLOAT) {
            return into.refuseFound(RejectReason.WRONG_TYPE, field.name(), "an integer");
        }
        if (token == JsonToken.VALUE_NUMBER_INT && into.parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
            return integer(into, into.parser.getLongValue());
        }
        if (!JsonNumber.isKeepable(into.parser)) {
            return into.refuseFound(RejectReason.OUT_OF_RANGE, field.name(), "an integer of 64 bits");
        }
        BigDecimal whole = JsonNumber.whole(into.parser);
        if (whole == null) {
            return into.refuseFound(RejectReason.WRONG_TYPE, field.name(), "an integer");
        }
        if (!JsonNumber.isLong(whole)) {
            return into.refuseFound(RejectReason.OUT_OF_RANGE, field.name(), "an integer of 64 bits");
        }
        return integer(into, whole.longValue());
    }

    private boolean integer(EventParser into, long value) throws IOException {
        if (compare(value, min) < 0 || compare(value, max) > 0) {
            return into.refuseFound(RejectReason.OUT_OF_RANGE, field.name(), "an integer " + range(""));
        }
        into.values[index] = value;
        return true;
    }

    /** Exactly: not every integer is a double. */
    private static int compare(long value, double bound) {
        double rounded = value;
        return rounded == bound ? Long.compare(value, (long) bound) : rounded < bound ? -1 : 1;
    }

    private boolean bool(EventParser into) throws IOException {
        if (!into.parser.currentToken().isBoolean()) {
            return into.refuseFound(RejectReason.WRONG_TYPE, field.name(), "true or false");
        }
        into.values[index] = into.parser.getBooleanValue();
        return true;
    }

    private boolean time(EventParser into) throws IOException {
        return switch (into.decoder.times().read(into.parser)) {
            case ParsedTime.Unknown(String expected) -> into.refuseFound(RejectReason.BAD_TIME, field.name(), expected);
            case ParsedTime.Known(Instant time) -> {
                into.values[index] = time;
                yield true;
            }
        };
    }

    private boolean isLengthRight(String text) {
        int characters = text.codePointCount(0, text.length());
        return characters >= min && characters <= max;
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
