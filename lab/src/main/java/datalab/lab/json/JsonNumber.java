package datalab.lab.json;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Validates a number in a sender's JSON, whether its field is declared or not: it must be finite as a double, and of
 * bounded length when written without an exponent. So what a store writes out can be read again, and exact arithmetic stays
 * cheap. CSV and URLs, which know no types, may spell it with a little more freedom.
 */
public final class JsonNumber {
    /** How many characters a number may have, written out without an exponent. */
    public static final int CHARS_MAX = 1_000;

    private static final Pattern JSON = Pattern.compile("-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?");
    private static final Pattern NEARLY_JSON =
            Pattern.compile("(?:\\+|(-))?([0-9]*)(?:\\.([0-9]*))?([eE][-+]?[0-9]+)?");
    private static final BigDecimal LONG_MIN = BigDecimal.valueOf(Long.MIN_VALUE);
    private static final BigDecimal LONG_MAX = BigDecimal.valueOf(Long.MAX_VALUE);
    private static final int EXPONENT_DIGITS_MAX = 4;
    /** With at most this length and a value in this range, no further check is needed. */
    private static final int CHARS_FEW = 30;

    private static final double USUAL_MIN = 1e-300;
    private static final double USUAL_MAX = 1e300;

    private JsonNumber() {}

    /**
     * A number of CSV or of a URL as JSON spells it, which wants digits on both sides of a point, neither a plus nor zeros in
     * front; null where it is none.
     */
    public static @Nullable String json(String text) {
        Matcher parts = NEARLY_JSON.matcher(text);
        if (!parts.matches()) {
            return null;
        }
        String whole = parts.group(2);
        String fraction = orEmpty(parts.group(3));
        if (whole.isEmpty() && fraction.isEmpty()) {
            return null;
        }
        String point = fraction.isEmpty() ? "" : "." + fraction;
        return orEmpty(parts.group(1)) + withoutLeadingZeros(whole) + point + orEmpty(parts.group(4));
    }

    /** The number that a text is, as a field of numbers would have it; null where it is none that can be kept. */
    public static @Nullable Double number(String text) {
        String number = json(text);
        return number == null || !isKeepable(number) ? null : Double.valueOf(Double.parseDouble(number) + 0.0);
    }

    /** The integer that a text is, however it is written; null where it is none, or takes more than 64 bits. */
    public static @Nullable Long integer(String text) {
        String number = json(text);
        BigDecimal whole = number == null || !isKeepable(number) ? null : whole(number);
        return whole == null || !isLong(whole) ? null : Long.valueOf(whole.longValue());
    }

    /** Whether a whole number fits 64 bits. */
    public static boolean isLong(BigDecimal whole) {
        return whole.compareTo(LONG_MIN) >= 0 && whole.compareTo(LONG_MAX) <= 0;
    }

    /** Whether the number that the parser is at can be kept. */
    public static boolean isKeepable(JsonParser parser) throws IOException {
        double value = parser.getDoubleValue();
        double size = Math.abs(value);
        if (parser.getTextLength() <= CHARS_FEW && size > USUAL_MIN && size < USUAL_MAX) {
            return true;
        }
        return Double.isFinite(value) && isShort(parser.getText());
    }

    /** Whether the text is a number of JSON, be it one that can be kept or not. */
    public static boolean isNumber(String text) {
        return JSON.matcher(text).matches();
    }

    /** Whether the text, a number of JSON, can be kept. */
    public static boolean isKeepable(String text) {
        return text.length() <= CHARS_MAX && Double.isFinite(Double.parseDouble(text)) && isShort(text);
    }

    /** The exact value of the keepable number that the parser is at; null where it has a fraction. */
    public static @Nullable BigDecimal whole(JsonParser parser) throws IOException {
        return whole(parser.getText());
    }

    private static @Nullable BigDecimal whole(String keepable) {
        BigDecimal exact = new BigDecimal(keepable).stripTrailingZeros();
        return exact.scale() <= 0 ? exact : null;
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static String withoutLeadingZeros(String digits) {
        int first = 0;
        while (first < digits.length() - 1 && digits.charAt(first) == '0') {
            first++;
        }
        return digits.isEmpty() ? "0" : digits.substring(first);
    }

    private static boolean isShort(String number) {
        int e = Math.max(number.indexOf('e'), number.indexOf('E'));
        int mantissa = e < 0 ? number.length() : e;
        int point = number.indexOf('.');
        int before = point < 0 ? mantissa : point;
        int behind = point < 0 ? 0 : mantissa - point - 1;
        int exponent = e < 0 ? 0 : exponent(number, e + 1);
        return Math.max(before + exponent, 1) + Math.max(behind - exponent, 0) <= CHARS_MAX;
    }

    /** An exponent however many zeros it begins with; where it is great, something that is great enough. */
    private static int exponent(String number, int from) {
        boolean negative = number.charAt(from) == '-';
        int first = from + (negative || number.charAt(from) == '+' ? 1 : 0);
        while (first < number.length() - 1 && number.charAt(first) == '0') {
            first++;
        }
        int digits = number.length() - first;
        int size = digits > EXPONENT_DIGITS_MAX ? 2 * CHARS_MAX : Integer.parseInt(number, first, number.length(), 10);
        return negative ? -size : size;
    }
}
