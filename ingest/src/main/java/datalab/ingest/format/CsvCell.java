package datalab.ingest.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import datalab.lab.json.JsonNumber;
import org.jspecify.annotations.Nullable;

/** One cell of a CSV row: a slice of the row's bytes, quotes taken off. One object serves all cells; one thread uses it. */
final class CsvCell {
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

    /** Whether this looks like a JSON object; whether it is one is checked by the decoder. */
    boolean isObject() {
        return to - from >= 2 && bytes[from] == '{' && bytes[to - 1] == '}';
    }

    boolean equalsIgnoringCase(String ascii) {
        return to - from == ascii.length() && text().equalsIgnoreCase(ascii);
    }

    /** Whether this is a number in JSON syntax, with a fast path for the common case: digits, a point, a minus. */
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
        return wholeDigits > 0 && !zeroAhead && point != to - 1;
    }

    /** The number as JSON spells it; null where it is none. */
    @Nullable
    String asJsonNumber() {
        return JsonNumber.json(text());
    }

    private String text() {
        return new String(bytes, from, to - from, ISO_8859_1);
    }
}
