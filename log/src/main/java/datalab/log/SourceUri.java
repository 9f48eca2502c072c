package datalab.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;

/**
 * Encodes the source of an event, such as {@code mqtt:plant/1}, as the URI-reference (RFC 3986) that CloudEvents requires.
 */
public final class SourceUri {
    private static final String PLAIN = "-._~:/?@!$&'()*+,;=";

    private SourceUri() {}

    /** The source with all escaped that no URI has. */
    public static String encode(String source) {
        StringBuilder uri = new StringBuilder(source.length());
        for (byte octet : source.getBytes(UTF_8)) {
            boolean isPlain = octet > 0 && (Character.isLetterOrDigit(octet) || PLAIN.indexOf(octet) >= 0);
            if (isPlain) {
                uri.append((char) octet);
            } else {
                uri.append('%').append(HexFormat.of().withUpperCase().toHexDigits(octet));
            }
        }
        return uri.toString();
    }

    /** The source as people write it; what is no escape stays as it is. */
    public static String decode(String uri) {
        if (uri.indexOf('%') < 0) {
            return uri;
        }
        ByteArrayOutputStream source = new ByteArrayOutputStream(uri.length());
        byte[] octets = uri.getBytes(UTF_8);
        for (int i = 0; i < octets.length; i++) {
            boolean isEscape = octets[i] == '%'
                    && i + 2 < octets.length
                    && HexFormat.isHexDigit(octets[i + 1])
                    && HexFormat.isHexDigit(octets[i + 2]);
            if (isEscape) {
                source.write(HexFormat.fromHexDigit(octets[i + 1]) << 4 | HexFormat.fromHexDigit(octets[i + 2]));
                i += 2;
            } else {
                source.write(octets[i]);
            }
        }
        return source.toString(UTF_8);
    }
}
