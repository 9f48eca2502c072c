package datalab.web.http;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

/** Writes answers: the right status, the headers of caching, the encoding the client takes, no body to HEAD. */
public final class Sender {
    private static final Header VARY = HeaderValues.createCached(HeaderNames.VARY, "Accept, Accept-Encoding");
    private static final Header GZIP = HeaderValues.createCached(HeaderNames.CONTENT_ENCODING, "gzip");

    private Sender() {}

    /**
     * Sends an answer.
     *
     * @param cacheControl the value of that header
     */
    public static void send(ServerRequest request, ServerResponse response, Answer answer, String cacheControl) {
        var headers = request.headers();
        response.header(HeaderValues.create(HeaderNames.CACHE_CONTROL, cacheControl));
        response.header(VARY);
        boolean gzip =
                answer.isWorthCompressing() && Preconditions.acceptsGzip(headers.values(HeaderNames.ACCEPT_ENCODING));
        response.header(HeaderValues.create(HeaderNames.ETAG, Preconditions.tag(answer.etag(), gzip)));
        if (Preconditions.has(headers.values(HeaderNames.IF_NONE_MATCH), answer.etag())) {
            response.status(Status.NOT_MODIFIED_304).send();
            return;
        }
        response.header(HeaderValues.create(HeaderNames.CONTENT_TYPE, answer.contentType()));
        if (answer.next() != null) {
            response.header(HeaderValues.create(HeaderNames.LINK, "<" + answer.next() + ">; rel=\"next\""));
        }
        sendBody(request, response, gzip ? answer.gzip() : answer.body(), gzip);
    }

    private static void sendBody(ServerRequest request, ServerResponse response, byte[] body, boolean gzip) {
        if (gzip) {
            response.header(GZIP);
        }
        if (request.prologue().method().equals(Method.HEAD)) {
            response.header(HeaderValues.create(HeaderNames.CONTENT_LENGTH, body.length));
            response.send();
        } else {
            response.send(body);
        }
    }
}
