package datalab.lab.json;

import com.fasterxml.jackson.core.JsonGenerator;
import datalab.lab.stream.Field;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Writes a value of one of the classes {@link Field.Type} names; times as RFC 3339 in UTC. */
public final class ValueJson {
    /** Below this a whole number is written without a fraction, as most programs write it: 5, not 5.0. */
    private static final double WHOLE_MAX = 1e15;

    private ValueJson() {}

    public static void write(JsonGenerator out, @Nullable Object value) throws IOException {
        if (value == null) {
            out.writeNull();
        } else if (value instanceof Double number) {
            number(out, number);
        } else if (value instanceof Long number) {
            out.writeNumber(number);
        } else if (value instanceof Boolean bool) {
            out.writeBoolean(bool);
        } else {
            out.writeString(value.toString()); // a string or an instant
        }
    }

    /** A value as the text that {@link #write} gives, without the quotes of a string. */
    public static String text(Object value) {
        boolean whole = value instanceof Double number && isWhole(number);
        return whole ? Long.toString(((Double) value).longValue()) : value.toString();
    }

    private static boolean isWhole(double number) {
        return number == Math.rint(number) && Math.abs(number) < WHOLE_MAX;
    }

    private static void number(JsonGenerator out, double number) throws IOException {
        if (isWhole(number)) {
            out.writeNumber((long) number);
        } else {
            out.writeNumber(number);
        }
    }
}
