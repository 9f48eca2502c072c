package datalab.ingest.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One cell of a CSV row: a slice of the row's bytes, quotes taken off. One object serves all cells; one thread uses it. */
final class CsvCell {
    private static final Pattern NEARLY_JSON = Pattern.compile("\\+?(-?)(\\d*)(?:\\.(\\d*))?([eE][-+]?\\d+)?");

    byte[] bytes = new byte[0];
    int from;
    int to;
    boolean quoted;

    void set(byte[] row, int start, int end) {
        bytes = row;
        from = start;
        to = end;
        quoted = end - start >= 2 && row[start] == '"' && row[end - 1] == '"';
        if (quoted) {
            from++;
            to--;
        }
    }

    /** Nothing, or NA. Within quotes these are texts where the column is one. */
    boolean isMissing(boolean text) {
        if (text && quoted) {
            return false;
        }
        CsvCell inner = text ? this : trimmed();
        return switch (inner.to - inner.from) {
            case 0 -> true;
            case 2 -> bytes[inner.from] == 'N' && bytes[inner.from + 1] == 'A';
            default -> false;
        };
    }

    /** This without spaces around it. */
    CsvCell trimmed() {
        CsvCell inner = new CsvCell();
        inner.bytes = bytes;
        inner.quoted = quoted;
        inner.from = from;
        inner.to = to;
        while (inner.from < inner.to && bytes[inner.from] == ' ') {
            inner.from++;
        }
        while (inner.to > inner.from && bytes[inner.to - 1] == ' ') {
            inner.to--;
        }
        return inner;
    }

    /** Whether this looks like a JSON object; whether it is one is for the door to find out. */
    boolean isObject() {
        return to - from >= 2 && bytes[from] == '{' && bytes[to - 1] == '}';
    }

    boolean equalsIgnoringCase(String ascii) {
        return to - from == ascii.length() && text().equalsIgnoreCase(ascii);
    }

    /** Whether this is spelled as JSON spells numbers, told fast for the common case: digits, a point, a minus. */
    boolean isPlainNumber() {
        int at = from < to && bytes[from] == '-' ? from + 1 : from;
        int first = at;
        int point = -1;
        for (; at < to; at++) {
            if (bytes[at] == '.' && point < 0 && at > first) {
                point = at;
            } else if (bytes[at] < '0' || bytes[at] > '9') {
                return false;
            }
        }
        int wholeDigits = (point < 0 ? to : point) - first;
        boolean zeroAhead = wholeDigits > 1 && bytes[first] == '0';
        return wholeDigits > 0 && !zeroAhead && point != to - 1 && (point < 0 || bytes[to - 1] != '0');
    }

    /** The number in JSON's spelling, which wants digits on both sides of a point and no plus; null where it is none. */
    @Nullable
    String asJsonNumber() {
        if (to == from) {
            return null;
        }
        var parts = NEARLY_JSON.matcher(text());
        if (!parts.matches()) {
            return null;
        }
        String whole = parts.group(2);
        String fraction = parts.group(3) == null ? "" : parts.group(3);
        if (whole.isEmpty() && fraction.isEmpty()) {
            return null;
        }
        String exponent = parts.group(4) == null ? "" : parts.group(4);
        boolean isWhole = fraction.chars().allMatch(digit -> digit == '0'); // so that 5.0 is an integer
        String point = isWhole ? "" : "." + fraction;
        return parts.group(1) + withoutLeadingZeros(whole) + point + exponent;
    }

    private static String withoutLeadingZeros(String digits) {
        int first = 0;
        while (first < digits.length() - 1 && digits.charAt(first) == '0') {
            first++;
        }
        return digits.isEmpty() ? "0" : digits.substring(first);
    }

    private String text() {
        return new String(bytes, from, to - from, ISO_8859_1);
    }
}
