package datalab.store.key;

import datalab.lab.view.RowKey;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Encodes the group of a view's row as canonical JSON text: two groups have the same text only if they are equal. What is
 * longer than an index takes is cut and goes on with a digest of the whole.
 */
public final class GroupKey {
    /** An index row takes 2,704 bytes; a character is up to four. */
    private static final int CHARS_MAX = 500;

    private static final int CHARS_KEPT = 400;

    private GroupKey() {}

    public static String of(RowKey key) {
        return of(key.group());
    }

    public static String of(List<@Nullable Object> group) {
        StringBuilder json = new StringBuilder("[");
        for (int i = 0; i < group.size(); i++) {
            if (i > 0) {
                json.append(',');
            }
            write(json, group.get(i));
        }
        String text = json.append(']').toString();
        return text.length() <= CHARS_MAX ? text : shortened(text);
    }

    private static void write(StringBuilder json, @Nullable Object value) {
        if (value instanceof String || value instanceof Instant) {
            writeString(json, value.toString());
        } else {
            json.append(value);
        }
    }

    private static void writeString(StringBuilder json, String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append("\\u00").append(HexFormat.of().toHexDigits((byte) c));
            } else {
                json.append(c);
            }
        }
        json.append('"');
    }

    private static String shortened(String text) {
        int end = Character.isHighSurrogate(text.charAt(CHARS_KEPT - 1)) ? CHARS_KEPT - 1 : CHARS_KEPT;
        return text.substring(0, end) + "#" + Sha256.of(text);
    }
}
