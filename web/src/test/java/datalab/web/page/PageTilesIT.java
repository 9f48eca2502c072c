package datalab.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.http.Endpoints;
import datalab.http.HttpServer;
import datalab.http.HttpSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the page may load from elsewhere: the tiles that a setting names, and nothing else. */
final class PageTilesIT {

    @Test
    void loadsNothingFromElsewhereByDefault() throws Exception {
        assertThat(policy(null)).contains("img-src 'self' data:;").doesNotContain("http");
        assertThat(settings(null)).isEqualTo("{\"mqtt_port\":1883,\"sql\":true,\"tiles\":null}");
    }

    @ParameterizedTest
    @CsvSource({
        "https://tile.example.org/{z}/{x}/{y}.png?key=a, https://tile.example.org",
        "https://{s}.tile.example.org:8443/a/{z}/{x}/{y}.png, https://*.tile.example.org:8443"
    })
    void allowsExactlyTheHostOfTheTiles(String url, String origin) throws Exception {
        MapTiles tiles = new MapTiles(url, "Example");

        assertThat(policy(tiles)).contains("img-src 'self' data: " + origin + ";", "script-src 'self';");
        assertThat(settings(tiles)).contains("\"url\":\"" + url + "\"", "\"credit\":\"Example\"");
    }

    private static String policy(@Nullable MapTiles tiles) throws IOException, InterruptedException {
        return get(tiles, "/").headers().firstValue("Content-Security-Policy").orElseThrow();
    }

    private static String settings(@Nullable MapTiles tiles) throws IOException, InterruptedException {
        return get(tiles, "/page/settings.json").body();
    }

    private static HttpResponse<String> get(@Nullable MapTiles tiles, String path)
            throws IOException, InterruptedException {
        Endpoints endpoints = new Endpoints();
        endpoints.add(new PageEndpoints(tiles).all());
        try (HttpServer server = new HttpServer(HttpSettings.of("127.0.0.1", 0), endpoints);
                HttpClient client = HttpClient.newHttpClient()) {
            server.start();
            URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
            return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        }
    }
}
