package datalab.web.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import datalab.http.Parameters;
import datalab.lab.json.JsonNumber;
import datalab.web.http.HttpProblem;
import java.net.URLEncoder;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The validated parameters of one request: each must be known and given at most once. Immutable; whatever is wrong is a
 * {@link HttpProblem} with 400.
 */
public final class QueryParameters {
    static final int LIMIT_DEFAULT = 1_000;
    static final int LIMIT_MAX = 10_000;

    private final Map<String, String> values;

    private QueryParameters(Map<String, String> values) {
        this.values = values;
    }

    /**
     * The query of a request.
     *
     * @param known the names this endpoint takes, in the order in which people should read them
     */
    public static QueryParameters of(Parameters query, Collection<String> known) {
        Map<String, String> values = new TreeMap<>();
        for (String name : query.names()) {
            checkKnown(name, known);
            List<String> given = query.all(name);
            if (given.size() != 1) {
                throw HttpProblem.badRequest(
                        "parameter '" + name + "' is given " + given.size() + " times, expected once");
            }
            values.put(name, given.getFirst());
        }
        return of(values, known);
    }

    /** The same of parameters that did not come in a URL. */
    static QueryParameters of(Map<String, String> values, Collection<String> known) {
        values.forEach((name, value) -> {
            checkKnown(name, known);
            if (value.indexOf('\u0000') >= 0) {
                throw HttpProblem.badRequest("parameter '" + name + "' contains U+0000, which no event has");
            }
        });
        return new QueryParameters(new TreeMap<>(values));
    }

    /** What was given for a name. */
    public Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** A whole number from 1 to a greatest. */
    public int count(String name, int absent, int max) {
        String text = values.get(name);
        if (text == null) {
            return absent;
        }
        int value = text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 0;
        if (value < 1 || value > max) {
            throw HttpProblem.badRequest(name + " is '" + text + "', expected a whole number from 1 to " + max);
        }
        return value;
    }

    /** The most rows a page may have. */
    int limit() {
        return count("limit", LIMIT_DEFAULT, LIMIT_MAX);
    }

    boolean isDescending() {
        return word("order", "asc", List.of("asc", "desc")).equals("desc");
    }

    public @Nullable Instant time(String name, TimeParameters times) {
        String text = values.get(name);
        return text == null ? null : times.parse(name, text);
    }

    /** A time before which something lies; a day stands for the whole of it. */
    public @Nullable Instant timeToEndOfDay(String name, TimeParameters times) {
        String text = values.get(name);
        return text == null ? null : times.parseToEndOfDay(name, text);
    }

    /** A number between two, inclusive. */
    public double number(String name, double absent, double min, double max) {
        String text = values.get(name);
        if (text == null) {
            return absent;
        }
        Double value = JsonNumber.number(text.strip());
        if (value == null || value < min || value > max) {
            throw HttpProblem.badRequest(
                    name + " is '" + text + "', expected a number from " + (long) min + " to " + (long) max);
        }
        return value;
    }

    /** A length of time such as 15m; {@code any} for none. */
    public @Nullable Duration duration(String name, @Nullable Duration absent) {
        String text = values.get(name);
        if (text == null) {
            return absent;
        }
        return text.equals("any") ? null : TimeParameters.length(name, text);
    }

    /** One of a few words. */
    public String word(String name, String absent, List<String> allowed) {
        String text = values.getOrDefault(name, absent);
        if (!allowed.contains(text)) {
            throw HttpProblem.badRequest(name + " is '" + text + "', expected " + String.join(" or ", allowed));
        }
        return text;
    }

    /** A canonical form, independent of the order and escaping of the parameters. */
    public String key(String path) {
        return key(path, Map.of());
    }

    /**
     * The same, independent also of how some parameters are written, and of whether a default is.
     *
     * @param effective what these parameters come to, given or not
     */
    public String key(String path, Map<String, String> effective) {
        Map<String, String> all = new TreeMap<>(values);
        all.putAll(effective);
        StringBuilder key = new StringBuilder(path);
        all.forEach((name, value) -> key.append('\n').append(name).append('=').append(value));
        return key.toString();
    }

    /** This query with another {@code after}, as a reference relative to its own URL. */
    String referenceAfter(String after) {
        Map<String, String> next = new TreeMap<>(values);
        next.put("after", after);
        StringBuilder url = new StringBuilder();
        char separator = '?';
        for (Map.Entry<String, String> entry : next.entrySet()) {
            url.append(separator).append(encoded(entry.getKey())).append('=').append(encoded(entry.getValue()));
            separator = '&';
        }
        return url.toString();
    }

    private static void checkKnown(String name, Collection<String> known) {
        if (!known.contains(name)) {
            throw HttpProblem.badRequest("unknown parameter '" + name + "'; known here: " + String.join(", ", known));
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }
}
