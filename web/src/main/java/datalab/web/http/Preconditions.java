package datalab.web.http;

import java.util.List;
import java.util.Locale;

/** What a request's conditional and encoding headers ask for (RFC 9110, sections 12.5.3 and 13.1.2). */
final class Preconditions {
    private static final String GZIP_SUFFIX = "-gzip";

    private Preconditions() {}

    /** Whether the client already has this entity, in either encoding. */
    static boolean has(List<String> ifNoneMatch, String etag) {
        for (String line : ifNoneMatch) {
            for (String one : line.split(",", -1)) {
                String tag = one.strip();
                if (tag.equals("*") || opaque(tag).equals(etag)) {
                    return true;
                }
            }
        }
        return false;
    }

    static String tag(String etag, boolean gzip) {
        return '"' + etag + (gzip ? GZIP_SUFFIX : "") + '"';
    }

    static boolean acceptsGzip(List<String> acceptEncoding) {
        for (String line : acceptEncoding) {
            for (String one : line.toLowerCase(Locale.ROOT).split(",", -1)) {
                String[] parts = one.strip().split(";", 2);
                String coding = parts[0].strip();
                if (coding.equals("gzip") || coding.equals("*")) {
                    return parts.length == 1 || !isZero(parts[1].strip());
                }
            }
        }
        return false;
    }

    private static boolean isZero(String quality) {
        return quality.matches("q\\s*=\\s*0(\\.0{0,3})?");
    }

    private static String opaque(String tag) {
        String strong = tag.startsWith("W/") ? tag.substring(2) : tag;
        String bare = strong.length() >= 2 && strong.startsWith("\"") && strong.endsWith("\"")
                ? strong.substring(1, strong.length() - 1)
                : strong;
        return bare.endsWith(GZIP_SUFFIX) ? bare.substring(0, bare.length() - GZIP_SUFFIX.length()) : bare;
    }
}
