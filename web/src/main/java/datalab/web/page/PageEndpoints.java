package datalab.web.page;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import datalab.web.http.Answer;
import datalab.web.http.Endpoints;
import datalab.web.http.NoAnswer;
import datalab.web.http.Sender;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The web page and the libraries it uses, from the class path. A page may load nothing from elsewhere but the map tiles that
 * a setting names, and nobody may frame it. Thread-safe.
 */
public final class PageEndpoints {
    /** The page's own files have no version in their names, so browsers ask each time whether theirs is still right. */
    private static final String ASK = "no-cache";

    private static final String FOREVER = "public, max-age=31536000, immutable";

    private static final Header NO_REFERRER =
            HeaderValues.createCached(HeaderNames.create("Referrer-Policy"), "no-referrer");

    private final ClassPathFiles page = new ClassPathFiles("datalab/web/page/");
    private final ClassPathFiles docs = new ClassPathFiles("datalab/web/docs/");
    private final WebJars webJars = new WebJars();
    private final Header policy;
    private final Answer settings;

    /** @param tiles what maps lie on; null for nothing from elsewhere */
    public PageEndpoints(@Nullable MapTiles tiles) {
        this.policy = policy(tiles == null ? "" : " " + tiles.origin());
        this.settings = settings(tiles);
    }

    public void register(Endpoints endpoints) {
        endpoints.get("/", (request, response) -> sendFile(request, response, page, "index.html"));
        endpoints.get("/page/settings.json", (request, response) -> send(request, response, settings, ASK));
        endpoints.get("/page/{+file}", (request, response) -> sendFile(request, response, page, file(request)));
        endpoints.get("/docs", (request, response) -> sendFile(request, response, docs, "index.html"));
        endpoints.get("/docs/{+file}", (request, response) -> sendFile(request, response, docs, file(request)));
        endpoints.get("/webjars/{+file}", this::webJar);
    }

    private void webJar(ServerRequest request, ServerResponse response) {
        WebJars.Found found = webJars.find(file(request)).orElseThrow(() -> missing(request));
        send(request, response, found.answer(), found.isVersioned() ? FOREVER : ASK);
    }

    private void sendFile(ServerRequest request, ServerResponse response, ClassPathFiles files, String name) {
        send(request, response, files.find(name).orElseThrow(() -> missing(request)), ASK);
    }

    private void send(ServerRequest request, ServerResponse response, Answer answer, String cacheControl) {
        if (answer.contentType().startsWith("text/html") || answer.contentType().startsWith("image/svg")) {
            response.header(policy).header(NO_REFERRER);
        }
        Sender.send(request, response, answer, cacheControl);
    }

    private static Header policy(String imagesFrom) {
        return HeaderValues.createCached(
                HeaderNames.create("Content-Security-Policy"),
                "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:" + imagesFrom
                        + "; font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none';"
                        + " form-action 'none'; frame-ancestors 'none'");
    }

    /** {@code {"tiles":{"url":"…","credit":"…"}}}, {@code {"tiles":null}} without any. */
    private static Answer settings(@Nullable MapTiles tiles) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.putNull("tiles");
        if (tiles != null) {
            json.putObject("tiles").put("url", tiles.url()).put("credit", tiles.credit());
        }
        return Answer.json(json.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static String file(ServerRequest request) {
        return request.path().pathParameters().get("file");
    }

    private static NoAnswer missing(ServerRequest request) {
        return NoAnswer.notFound("no file " + request.path().absolute().path());
    }
}
