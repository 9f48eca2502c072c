package datalab.ingest.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Bytes of packets as people can read them: hexadecimal digits, {@code "text"} with its length in front, {@code 'text'} without,
 * {@code [ … ]} and {@code { … }} with their length in front as a variable byte integer, names that were given to such texts
 * before, and in what is expected {@code *} for any rest of a packet.
 */
final class WireNotation {
    private static final Pattern TOKEN =
            Pattern.compile("\\s*(\\[|]|\\{|}|\\*|\"[^\"]*\"|'[^']*'|(?:[0-9a-f]{2})+(?![a-z0-9])|[a-z][a-z0-9-]*)");

    private final Map<String, String> names = new HashMap<>();

    /** A packet as it must begin, or be. */
    @SuppressWarnings("ArrayRecordComponent") // bytes; identity is never asked for
    record Expected(int firstByte, byte[] body, boolean open) {
        boolean fits(int first, byte[] other) {
            return first == firstByte
                    && (open ? other.length >= body.length : other.length == body.length)
                    && Arrays.equals(body, 0, body.length, other, 0, body.length);
        }
    }

    void name(String name, String text) {
        names.put(name, text);
    }

    byte[] bytes(String text) {
        Deque<ByteArrayOutputStream> open = new ArrayDeque<>();
        open.push(new ByteArrayOutputStream());
        write(text, open);
        return open.pop().toByteArray();
    }

    /** Of one packet. */
    Expected expected(String text) {
        String whole = names.getOrDefault(text.strip(), text.strip());
        boolean isOpen = whole.contains("*");
        byte[] all = bytes(whole);
        int lengthBytes = 1;
        while (all[lengthBytes] < 0) {
            lengthBytes++;
        }
        return new Expected(all[0] & 0xff, Arrays.copyOfRange(all, 1 + lengthBytes, all.length), isOpen);
    }

    private void write(String text, Deque<ByteArrayOutputStream> open) {
        Matcher token = TOKEN.matcher(text);
        int at = 0;
        while (at < text.stripTrailing().length()) {
            if (!token.find(at) || token.start() != at) {
                throw new IllegalArgumentException("cannot read: " + text.substring(at));
            }
            at = token.end();
            write(token.group(1).charAt(0), token.group(1), open);
        }
    }

    private void write(char kind, String token, Deque<ByteArrayOutputStream> open) {
        switch (kind) {
            case '[', '{' -> open.push(new ByteArrayOutputStream());
            case ']', '}' -> {
                byte[] inner = open.pop().toByteArray();
                writeLength(inner.length, open.element());
                open.element().writeBytes(inner);
            }
            case '"' -> {
                byte[] inner = token.substring(1, token.length() - 1).getBytes(UTF_8);
                open.element().write(inner.length >> 8);
                open.element().write(inner.length);
                open.element().writeBytes(inner);
            }
            case '\'' ->
                open.element().writeBytes(token.substring(1, token.length() - 1).getBytes(UTF_8));
            case '*' -> {}
            default -> writeNameOrHex(token, open);
        }
    }

    private void writeNameOrHex(String token, Deque<ByteArrayOutputStream> open) {
        String named = names.get(token);
        if (named != null) {
            write(named, open);
        } else {
            open.element().writeBytes(HexFormat.of().parseHex(token));
        }
    }

    private static void writeLength(int length, ByteArrayOutputStream out) {
        int rest = length;
        while (rest > 0x7f) {
            out.write((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out.write(rest);
    }
}
