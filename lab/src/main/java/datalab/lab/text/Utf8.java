package datalab.lab.text;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Strict UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing above U+10FFFF. */
public final class Utf8 {
    public static final String NOT_KEEPABLE = "holds U+0000 or half of a surrogate pair, which no store can keep";

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HIGH_BITS = 0x8080808080808080L;

    private Utf8() {}

    /** The index of the first byte that does not belong, or -1. */
    public static int firstBadByte(byte[] bytes, int offset, int length) {
        int end = offset + length;
        int at = offset;
        while (at < end) {
            if (at + Long.BYTES <= end && ((long) LONG.get(bytes, at) & HIGH_BITS) == 0) {
                at += Long.BYTES;
            } else if (bytes[at] >= 0) {
                at++;
            } else {
                int size = sequence(bytes, at, end);
                if (size == 0) {
                    return at;
                }
                at += size;
            }
        }
        return -1;
    }

    /** Where the text begins after a byte order mark and white space; {@code end} where there is none. */
    public static int skipMarkAndSpace(byte[] bytes, int from, int end) {
        int at = from;
        if (end - at >= 3
                && (bytes[at] & 0xFF) == 0xEF
                && (bytes[at + 1] & 0xFF) == 0xBB
                && (bytes[at + 2] & 0xFF) == 0xBF) {
            at += 3;
        }
        while (at < end && (bytes[at] == ' ' || bytes[at] == '\n' || bytes[at] == '\r' || bytes[at] == '\t')) {
            at++;
        }
        return at;
    }

    /** Whether every store can keep the text: no U+0000, no half of a surrogate pair. */
    public static boolean isKeepable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                return false;
            }
            if (Character.isSurrogate(c)) {
                if (!Character.isSurrogatePair(c, i + 1 < text.length() ? text.charAt(i + 1) : 0)) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    /** The text with what {@link #isKeepable} objects to replaced by U+FFFD. */
    static String keepable(String text) {
        StringBuilder kept = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) ? 0xFFFD : c)
                .forEach(kept::appendCodePoint);
        return kept.toString();
    }

    /** The size of the well-formed sequence at a byte above 0x7F; 0 where it is not one. */
    private static int sequence(byte[] bytes, int at, int end) {
        int first = bytes[at] & 0xFF;
        int size = first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
        if (size == 0 || at + size > end) {
            return 0;
        }
        int second = bytes[at + 1] & 0xFF;
        int least = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
        int greatest = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
        if (second < least || second > greatest) {
            return 0;
        }
        for (int i = 2; i < size; i++) {
            if ((bytes[at + i] & 0xC0) != 0x80) {
                return 0;
            }
        }
        return size;
    }
}
