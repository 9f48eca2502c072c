package datalab.web.page;

import datalab.web.http.Answer;
import datalab.web.http.Endpoints;
import datalab.web.http.NoAnswer;
import datalab.web.http.Sender;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

/**
 * The web page and the libraries it uses, from the class path. A page may load nothing from elsewhere and nobody may
 * frame it. Thread-safe.
 */
public final class PageEndpoints {
    /** The page's own files have no version in their names, so browsers ask each time whether theirs is still right. */
    private static final String ASK = "no-cache";

    private static final String FOREVER = "public, max-age=31536000, immutable";

    private static final Header POLICY = HeaderValues.createCached(
            HeaderNames.create("Content-Security-Policy"),
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self';"
                    + " connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none';"
                    + " frame-ancestors 'none'");
    private static final Header NO_REFERRER =
            HeaderValues.createCached(HeaderNames.create("Referrer-Policy"), "no-referrer");

    private final ClassPathFiles page = new ClassPathFiles("datalab/web/page/");
    private final ClassPathFiles docs = new ClassPathFiles("datalab/web/docs/");
    private final WebJars webJars = new WebJars();

    public void register(Endpoints endpoints) {
        endpoints.get("/", (request, response) -> sendFile(request, response, page, "index.html"));
        endpoints.get("/page/{+file}", (request, response) -> sendFile(request, response, page, file(request)));
        endpoints.get("/docs", (request, response) -> sendFile(request, response, docs, "index.html"));
        endpoints.get("/docs/{+file}", (request, response) -> sendFile(request, response, docs, file(request)));
        endpoints.get("/webjars/{+file}", this::webJar);
    }

    private void webJar(ServerRequest request, ServerResponse response) {
        WebJars.Found found = webJars.find(file(request)).orElseThrow(() -> missing(request));
        send(request, response, found.answer(), found.isVersioned() ? FOREVER : ASK);
    }

    private static void sendFile(ServerRequest request, ServerResponse response, ClassPathFiles files, String name) {
        send(request, response, files.find(name).orElseThrow(() -> missing(request)), ASK);
    }

    private static void send(ServerRequest request, ServerResponse response, Answer answer, String cacheControl) {
        if (answer.contentType().startsWith("text/html") || answer.contentType().startsWith("image/svg")) {
            response.header(POLICY).header(NO_REFERRER);
        }
        Sender.send(request, response, answer, cacheControl);
    }

    private static String file(ServerRequest request) {
        return request.path().pathParameters().get("file");
    }

    private static NoAnswer missing(ServerRequest request) {
        return NoAnswer.notFound("no file " + request.path().absolute().path());
    }
}
