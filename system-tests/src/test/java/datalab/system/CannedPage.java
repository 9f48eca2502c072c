package datalab.system;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Route;
import datalab.system.Tab.Screen;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** The page before no server at all: its own files come from the class path, and data from answers by path. */
final class CannedPage {
    /** A page of nothing. */
    static final String NO_ROWS = "{\"rows\":[],\"after\":null}";

    /** Nobody has to log in. */
    private static final String ANYBODY =
            "{\"access\":false,\"name\":\"anybody\",\"anonymous\":false,\"grants\":[{\"role\":\"admin\"}],\"provider\":null}";

    private static final String ORIGIN = "http://page.test";
    private static final Map<String, String> TYPES = Map.of(
            "html",
            "text/html",
            "js",
            "text/javascript",
            "css",
            "text/css",
            "svg",
            "image/svg+xml",
            "json",
            "application/json");

    private CannedPage() {}

    /** @param answers of GET, by path; anything else is a 404 */
    static Tab open(Browser browser, Map<String, String> answers, String path) {
        return open(browser, answers, path, Screen.DESKTOP);
    }

    static Tab open(Browser browser, Map<String, String> answers, String path, Screen screen) {
        Tab tab = Tab.empty(browser, screen);
        tab.page().route("**/*", route -> answer(route, answers));
        tab.page().navigate(ORIGIN + path);
        return tab;
    }

    /** Evaluates an expression over the module {@code m} in a page without anything else. */
    static Object evaluate(Browser browser, String module, String expression) {
        try (Tab tab = open(browser, Map.of("/labs", "{\"labs\":[]}", "/rejects", NO_ROWS), "/")) {
            return tab.page().evaluate("import('/page/" + module + "').then((m) => (" + expression + "))");
        }
    }

    private static void answer(Route route, Map<String, String> answers) {
        String path = URI.create(route.request().url()).getPath();
        Optional<byte[]> file = file(path.equals("/") ? "/page/index.html" : path);
        if (file.isPresent()) {
            String type = TYPES.get(path.equals("/") ? "html" : path.substring(path.lastIndexOf('.') + 1));
            route.fulfill(new Route.FulfillOptions().setContentType(type).setBodyBytes(file.get()));
        } else if (answers.containsKey(path)) {
            String type = path.endsWith("/live") ? "text/event-stream" : "application/json";
            route.fulfill(new Route.FulfillOptions().setContentType(type).setBody(answers.get(path)));
        } else if (path.equals("/page/settings.json")) {
            route.fulfill(new Route.FulfillOptions()
                    .setContentType("application/json")
                    .setBody("{\"tiles\":null}"));
        } else if (path.equals("/session")) {
            route.fulfill(new Route.FulfillOptions()
                    .setContentType("application/json")
                    .setBody(ANYBODY));
        } else if (path.endsWith("/outputs")) {
            route.fulfill(new Route.FulfillOptions()
                    .setContentType("application/json")
                    .setBody(NO_ROWS));
        } else if (path.endsWith("/live")) {
            route.fulfill(new Route.FulfillOptions()
                    .setContentType("text/event-stream")
                    .setBody(": none\n\n"));
        } else {
            route.fulfill(new Route.FulfillOptions().setStatus(404).setBody("{\"detail\":\"no such thing\"}"));
        }
    }

    /** A file of the page or of a WebJar, from the class path. */
    private static Optional<byte[]> file(String path) {
        String[] parts = path.substring(1).split("/", 3);
        return switch (parts[0]) {
            case "page" -> read("datalab/web" + path);
            case "webjars" -> read("META-INF/resources/webjars/" + parts[1] + "/" + version(parts[1]) + "/" + parts[2]);
            default -> Optional.empty();
        };
    }

    private static String version(String library) {
        byte[] properties = read("META-INF/maven/org.webjars.npm/" + library + "/pom.properties")
                .orElseThrow();
        Properties read = new Properties();
        try {
            read.load(new ByteArrayInputStream(properties));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return read.getProperty("version");
    }

    private static Optional<byte[]> read(String resource) {
        try (InputStream in = CannedPage.class.getClassLoader().getResourceAsStream(resource)) {
            return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
