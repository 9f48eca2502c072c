package datalab.system.oidc;

import static java.nio.charset.StandardCharsets.UTF_8;

import datalab.access.oidc.LoginAnswer;
import datalab.testkit.oidc.DexServer;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** Logs in at Dex as a browser would, up to the redirect that leads back. */
final class DexBrowser implements AutoCloseable {
    private static final int REDIRECTS_MAX = 10;

    private final URI back;
    private final HttpClient http =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();

    DexBrowser(URI back) {
        this.back = back;
    }

    /** As somebody in the group, whom Dex asks nothing. */
    LoginAnswer inGroup(URI address) throws IOException, InterruptedException {
        return follow(get(URI.create(address + "&connector_id=" + DexServer.IN_GROUP)));
    }

    /** By the form, as the one with a password. */
    LoginAnswer withPassword(URI address, String password) throws IOException, InterruptedException {
        HttpResponse<String> form = get(URI.create(address + "&connector_id=local"));
        for (int i = 0; form.statusCode() / 100 == 3 && i < REDIRECTS_MAX; i++) {
            form = get(target(form));
        }
        String fields = "login=" + URLEncoder.encode(DexServer.EMAIL, UTF_8) + "&password=" + password;
        return follow(http.send(
                HttpRequest.newBuilder(form.uri())
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(fields))
                        .build(),
                HttpResponse.BodyHandlers.ofString()));
    }

    @Override
    public void close() {
        http.close();
    }

    private LoginAnswer follow(HttpResponse<String> first) throws IOException, InterruptedException {
        HttpResponse<String> response = first;
        for (int i = 0; i < REDIRECTS_MAX; i++) {
            if (response.statusCode() / 100 != 3) {
                throw new IOException(response.uri() + " answers " + response.statusCode() + ": " + response.body());
            }
            URI next = target(response);
            if (next.toString().startsWith(back.toString())) {
                return LoginAnswer.of(query(next));
            }
            response = get(next);
        }
        throw new IOException("more than " + REDIRECTS_MAX + " redirects");
    }

    private HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static URI target(HttpResponse<String> response) {
        return response.uri().resolve(response.headers().firstValue("Location").orElseThrow());
    }

    private static Map<String, String> query(URI uri) {
        return Arrays.stream(uri.getRawQuery().split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], UTF_8)));
    }
}
