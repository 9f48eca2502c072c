package datalab.web.http;

import java.util.List;

/** The conditional and encoding headers of a request (RFC 9110, sections 12.5.3 and 13.1). */
public final class Preconditions {
    private static final String GZIP_SUFFIX = "-gzip";
    private static final String WEAK = "W/";

    private Preconditions() {}

    /** Whether the client already has this entity, in either encoding. */
    public static boolean has(List<String> ifNoneMatch, String etag) {
        return tags(ifNoneMatch).stream()
                .anyMatch(tag -> tag.equals("*") || opaque(strong(tag)).equals(etag));
    }

    /** Whether this entity, in either encoding, is the one that a client insists on; weak tags never tell. */
    static boolean matches(List<String> ifMatch, String etag) {
        return ifMatch.isEmpty()
                || tags(ifMatch).stream()
                        .anyMatch(tag -> tag.equals("*")
                                || (!tag.startsWith(WEAK) && opaque(tag).equals(etag)));
    }

    static String tag(String etag, boolean gzip) {
        return '"' + etag + (gzip ? GZIP_SUFFIX : "") + '"';
    }

    /** Whether gzip is taken, and no worse than the bytes as they are. */
    public static boolean acceptsGzip(List<String> acceptEncoding) {
        AcceptWeights accepted = AcceptWeights.of(acceptEncoding);
        double gzip = accepted.of(List.of("gzip", "x-gzip", "*"), 0);
        return gzip > 0 && gzip >= accepted.of(List.of("identity"), 0);
    }

    private static List<String> tags(List<String> lines) {
        return lines.stream()
                .flatMap(line -> List.of(line.split(",", -1)).stream())
                .map(String::strip)
                .toList();
    }

    private static String strong(String tag) {
        return tag.startsWith(WEAK) ? tag.substring(WEAK.length()) : tag;
    }

    private static String opaque(String tag) {
        String bare = tag.length() >= 2 && tag.startsWith("\"") && tag.endsWith("\"")
                ? tag.substring(1, tag.length() - 1)
                : tag;
        return bare.endsWith(GZIP_SUFFIX) ? bare.substring(0, bare.length() - GZIP_SUFFIX.length()) : bare;
    }
}
