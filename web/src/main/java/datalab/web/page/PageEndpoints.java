package datalab.web.page;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import datalab.http.HttpEndpoint;
import datalab.http.Permission;
import datalab.http.Request;
import datalab.http.Response;
import datalab.web.http.Answer;
import datalab.web.http.HttpProblem;
import datalab.web.http.ResponseWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The web page and the libraries it uses, from the class path. A page may load nothing from elsewhere but the map tiles that
 * a setting names, and it cannot be framed. Thread-safe.
 */
public final class PageEndpoints {
    /** The page's own files have no version in their names, so browsers revalidate them each time. */
    private static final String ASK = "no-cache";

    private static final int MQTT_PORT = 1883;
    private static final String FOREVER = "public, max-age=31536000, immutable";

    private final ClassPathFiles page = new ClassPathFiles("datalab/web/page/");
    private final ClassPathFiles docs = new ClassPathFiles("datalab/web/docs/");
    private final WebJars webJars = new WebJars();
    private final String policy;
    private final Answer settings;

    /** With MQTT at its usual port, and SQL. */
    public PageEndpoints(@Nullable MapTiles tiles) {
        this(tiles, MQTT_PORT, true);
    }

    /**
     * The page of a DataLab.
     *
     * @param tiles what maps lie on; null for nothing from elsewhere
     * @param mqttPort where MQTT listens, for the commands that the page shows
     * @param hasSql whether the page has a screen for questions in SQL
     */
    public PageEndpoints(@Nullable MapTiles tiles, int mqttPort, boolean hasSql) {
        this.policy = policy(tiles == null ? "" : " " + tiles.origin());
        this.settings = settings(tiles, mqttPort, hasSql);
    }

    public List<HttpEndpoint> all() {
        return List.of(
                HttpEndpoint.page("/", (request, response) -> sendFile(request, response, page, "index.html")),
                new HttpEndpoint(
                        "GET",
                        "/page/settings.json",
                        Permission.SOME_LAB, // the key of a map's server may be in it
                        (request, response) -> send(request, response, settings, ASK),
                        List.of()),
                HttpEndpoint.page(
                        "/page/{+file}", (request, response) -> sendFile(request, response, page, file(request))),
                HttpEndpoint.page("/docs", (request, response) -> sendFile(request, response, docs, "index.html")),
                HttpEndpoint.page(
                        "/docs/{+file}", (request, response) -> sendFile(request, response, docs, file(request))),
                HttpEndpoint.page("/webjars/{+file}", this::webJar));
    }

    private void webJar(Request request, Response response) {
        WebJars.Found found = webJars.find(file(request)).orElseThrow(() -> missing(request));
        send(request, response, found.answer(), found.isVersioned() ? FOREVER : ASK);
    }

    private void sendFile(Request request, Response response, ClassPathFiles files, String name) {
        send(request, response, files.find(name).orElseThrow(() -> missing(request)), ASK);
    }

    private void send(Request request, Response response, Answer answer, String cacheControl) {
        if (answer.contentType().startsWith("text/html") || answer.contentType().startsWith("image/svg")) {
            response.header("Content-Security-Policy", policy).header("Referrer-Policy", "no-referrer");
        }
        ResponseWriter.send(request, response, answer, cacheControl);
    }

    private static String policy(String imagesFrom) {
        return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:" + imagesFrom
                + "; font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none';"
                + " form-action 'none'; frame-ancestors 'none'";
    }

    /** {@code {"mqtt_port":1883,"sql":true,"tiles":{"url":"…","credit":"…"}}}, {@code "tiles":null} without any. */
    private static Answer settings(@Nullable MapTiles tiles, int mqttPort, boolean hasSql) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("mqtt_port", mqttPort);
        json.put("sql", hasSql);
        json.putNull("tiles");
        if (tiles != null) {
            json.putObject("tiles").put("url", tiles.url()).put("credit", tiles.credit());
        }
        return Answer.json(json.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static String file(Request request) {
        return request.parameter("file");
    }

    private static HttpProblem missing(Request request) {
        return HttpProblem.notFound("no file " + request.path());
    }
}
