package datalab.web.access;

import datalab.http.HttpGate;
import datalab.http.Request;
import java.time.Duration;

/** The cookie in which a browser keeps its token: for this DataLab alone, never for a script. */
final class SessionCookie {
    private SessionCookie() {}

    /** Safe to put into a header: a token that is known has no other characters. */
    static String of(Request request, String token, Duration age) {
        return HttpGate.COOKIE + "=" + token + "; Path=" + request.base() + "/; HttpOnly; SameSite=Strict; Max-Age="
                + age.toSeconds() + secure(request);
    }

    /** What a cookie says that a browser has got by https. */
    static String secure(Request request) {
        return request.origin().startsWith("https://") ? "; Secure" : "";
    }
}
