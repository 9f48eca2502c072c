package datalab.web.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import datalab.http.Request;
import datalab.http.Response;
import datalab.lab.json.Problem;

/** What a browser shows whose login has ended in nothing: why, and the way back. */
final class RefusedLogin {
    private static final String POLICY =
            "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'";

    private RefusedLogin() {}

    static void send(Request request, Response response, Problem problem) {
        String page = """
                <!doctype html>
                <html lang="en">
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width">
                <title>Not logged in</title>
                <link rel="stylesheet" href="%1$s/page/theme.css">
                <link rel="stylesheet" href="%1$s/page/base.css">
                <main>
                <h1>Not logged in</h1>
                <p>%2$s.</p>
                <p><a href="%1$s/">Back to DataLab</a></p>
                </main>
                </html>
                """.formatted(request.base(), escaped(problem.detail()));
        response.status(problem.status())
                .header("Content-Type", "text/html; charset=utf-8")
                .header("Content-Security-Policy", POLICY)
                .send(page.getBytes(UTF_8));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
