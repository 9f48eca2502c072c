package datalab.lab.yaml.endpoint;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An HTTP method and a path, as lab.yaml writes them: {@code GET /air_quality}. */
public record Endpoint(String method, String path) {
    private static final Pattern TEXT =
            Pattern.compile("(GET|POST) ((?:/(?:[A-Za-z0-9._~-]{1,100}|\\{[A-Za-z][A-Za-z0-9_]{0,49}\\})){1,20})");

    /** First parts of paths at which DataLab itself answers. */
    private static final Set<String> TAKEN = Set.of(
            "labs",
            "rejects",
            "tokens",
            "session",
            "login",
            "audit",
            "health",
            "metrics",
            "docs",
            "openapi.json",
            "page",
            "webjars",
            "index.html",
            "favicon.ico");

    public static @Nullable Endpoint parse(String text) {
        Matcher parts = TEXT.matcher(text);
        return parts.matches() && !hasDots(parts.group(2)) ? new Endpoint(parts.group(1), parts.group(2)) : null;
    }

    /** The names of its parts in braces, in order. */
    public List<String> parameters() {
        return Arrays.stream(path.split("/", -1))
                .filter(part -> part.startsWith("{"))
                .map(part -> part.substring(1, part.length() - 1))
                .toList();
    }

    /** The same for two paths that a request could not tell apart. */
    String shape() {
        return method + " " + path.replaceAll("\\{[^}]*\\}", "{}");
    }

    boolean isTaken() {
        return TAKEN.contains(path.split("/", -1)[1]);
    }

    private static boolean hasDots(String path) {
        return Arrays.stream(path.split("/", -1)).anyMatch(part -> part.equals(".") || part.equals(".."));
    }
}
