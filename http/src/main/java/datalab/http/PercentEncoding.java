package datalab.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.HexFormat;

/** Text as URLs carry it: bytes of UTF-8, some of them as {@code %} and two digits (RFC 3986, section 2.1). */
final class PercentEncoding {

    private PercentEncoding() {}

    /**
     * The text that was meant.
     *
     * @param plusIsSpace as in queries, where forms write {@code +} for a space
     * @throws MalformedUrl where it is none
     */
    static String decode(String text, boolean plusIsSpace) {
        if (text.indexOf('%') < 0) {
            return plusIsSpace ? text.replace('+', ' ') : text;
        }
        ByteBuffer bytes = ByteBuffer.allocate(text.length() * 3);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                bytes.put(octet(text, i));
                i += 2;
            } else if (c == '+' && plusIsSpace) {
                bytes.put((byte) ' ');
            } else {
                bytes.put(String.valueOf(c).getBytes(UTF_8));
            }
        }
        try {
            return UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException e) {
            throw new MalformedUrl("'" + text + "' is not UTF-8");
        }
    }

    private static byte octet(String text, int at) {
        if (at + 2 >= text.length()
                || !HexFormat.isHexDigit(text.charAt(at + 1))
                || !HexFormat.isHexDigit(text.charAt(at + 2))) {
            throw new MalformedUrl("in '" + text + "' a % is not followed by two hexadecimal digits");
        }
        return (byte) HexFormat.fromHexDigits(text, at + 1, at + 3);
    }
}
