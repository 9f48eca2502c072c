package datalab.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;

/** Reads the header that tokens come in (RFC 9110, section 11.6.2). */
final class AuthorizationHeader {
    private static final String BEARER = "Bearer ";
    private static final String BASIC = "Basic ";

    private AuthorizationHeader() {}

    static String token(String header) {
        if (header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return header.substring(BEARER.length()).strip();
        }
        if (header.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            return password(header.substring(BASIC.length()).strip());
        }
        throw AccessDenied.unauthenticated(
                "the header Authorization is none that is known here; expected Bearer and a token");
    }

    private static String password(String encoded) {
        try {
            String pair = new String(Base64.getDecoder().decode(encoded), UTF_8);
            return pair.substring(pair.indexOf(':') + 1);
        } catch (IllegalArgumentException e) {
            throw AccessDenied.unauthenticated("the header Authorization is not Base64 behind Basic");
        }
    }
}
