package datalab.web.http;

import datalab.http.Request;
import datalab.http.Response;

/** Writes answers: the right status, the headers of caching, the encoding the client takes. */
public final class ResponseWriter {

    private ResponseWriter() {}

    /**
     * Sends an answer.
     *
     * @param cacheControl the value of that header
     */
    public static void send(Request request, Response response, Answer answer, String cacheControl) {
        response.header("Cache-Control", cacheControl).add("Vary", "Accept, Accept-Encoding");
        boolean gzip = answer.isWorthCompressing() && Preconditions.acceptsGzip(request.headers("Accept-Encoding"));
        if (!Preconditions.matches(request.headers("If-Match"), answer.etag())) {
            throw HttpProblem.of(
                    412, "Changed", "what is here now has the ETag \"" + answer.etag() + "\", not one of If-Match");
        }
        response.header("ETag", Preconditions.tag(answer.etag(), gzip));
        if (Preconditions.has(request.headers("If-None-Match"), answer.etag())) {
            response.status(304).send();
            return;
        }
        response.header("Content-Type", answer.contentType());
        if (answer.next() != null) {
            response.header("Link", "<" + answer.next() + ">; rel=\"next\"");
        }
        if (answer.bucket() != null) {
            response.header("DataLab-Bucket", answer.bucket());
        }
        if (gzip) {
            response.header("Content-Encoding", "gzip");
        }
        response.send(gzip ? answer.gzip() : answer.body());
    }
}
