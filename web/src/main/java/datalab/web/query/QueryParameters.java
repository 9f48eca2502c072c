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
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The validated parameters of one request: each must be known, and given at most once but for those that choose rows. Immutable;
 * whatever is wrong is a {@link HttpProblem} with 400.
 */
public final class QueryParameters {
    static final int LIMIT_DEFAULT = 1_000;
    static final int LIMIT_MAX = 10_000;
    static final int LATEST_MAX = 1_000;

    private final Map<String, List<String>> values;

    private QueryParameters(Map<String, List<String>> values) {
        this.values = values;
    }

    /**
     * The query of a request.
     *
     * @param known the names this endpoint takes, in the order in which people should read them
     */
    public static QueryParameters of(Parameters query, Collection<String> known) {
        return of(query, new KnownParameters(known, FilterParameters.NONE));
    }

    public static QueryParameters of(Parameters query, KnownParameters known) {
        Map<String, List<String>> values = new TreeMap<>();
        query.names().forEach(name -> values.put(name, query.all(name)));
        return of(values, known);
    }

    /** The same of parameters that did not come in a URL. */
    static QueryParameters of(Map<String, List<String>> values, KnownParameters known) {
        values.forEach((name, given) -> {
            known.check(name, given.size());
            if (given.stream().anyMatch(value -> value.indexOf('\u0000') >= 0)) {
                throw HttpProblem.badRequest("parameter '" + name + "' contains U+0000, which no event has");
            }
        });
        return new QueryParameters(new TreeMap<>(values));
    }

    /** What was given for a name. */
    public Optional<String> text(String name) {
        return Optional.ofNullable(given(name));
    }

    /** All that was given for a name; empty for nothing. */
    public List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    private @Nullable String given(String name) {
        List<String> all = values.get(name);
        return all == null ? null : all.getFirst();
    }

    /** A whole number from 1 to a greatest. */
    public int count(String name, int absent, int max) {
        String text = given(name);
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
    public int limit() {
        return count("limit", LIMIT_DEFAULT, LIMIT_MAX);
    }

    /** How many rows of each key are wanted; 0 for all. */
    int latest() {
        return count("latest", 0, LATEST_MAX);
    }

    boolean isDescending() {
        return word("order", "asc", List.of("asc", "desc")).equals("desc");
    }

    public @Nullable Instant time(String name, TimeParameters times) {
        String text = given(name);
        return text == null ? null : times.parse(name, text);
    }

    /** A time before which something lies; a day stands for the whole of it. */
    public @Nullable Instant timeToEndOfDay(String name, TimeParameters times) {
        String text = given(name);
        return text == null ? null : times.parseToEndOfDay(name, text);
    }

    /** A number between two, inclusive. */
    public double number(String name, double absent, double min, double max) {
        String text = given(name);
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
        String text = given(name);
        if (text == null) {
            return absent;
        }
        return text.equals("any") ? null : TimeParameters.length(name, text);
    }

    /** One of a few words. */
    public String word(String name, String absent, List<String> allowed) {
        String given = given(name);
        String text = given == null ? absent : given;
        if (!allowed.contains(text)) {
            throw HttpProblem.badRequest(name + " is '" + text + "', expected " + String.join(" or ", allowed));
        }
        return text;
    }

    /** The same parameters but one. */
    QueryParameters without(String name) {
        Map<String, List<String>> others = new TreeMap<>(values);
        others.remove(name);
        return new QueryParameters(others);
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
        Map<String, List<String>> all = new TreeMap<>(values);
        effective.forEach((name, value) -> all.put(name, List.of(value)));
        StringBuilder key = new StringBuilder(path);
        all.forEach((name, given) ->
                given.forEach(value -> key.append('\n').append(name).append('=').append(encoded(value))));
        return key.toString();
    }

    /**
     * The question itself, as the query part of a URL: without the form in which rows are wanted.
     *
     * @param effective what some parameters come to, given or not
     */
    public String question(Map<String, String> effective) {
        Map<String, List<String>> all = new TreeMap<>(values);
        effective.forEach((name, value) -> all.put(name, List.of(value)));
        all.remove("format");
        return all.entrySet().stream()
                .flatMap(
                        entry -> entry.getValue().stream().map(value -> encoded(entry.getKey()) + '=' + encoded(value)))
                .collect(Collectors.joining("&"));
    }

    /** This query with another {@code after}, as a reference relative to its own URL. */
    String referenceAfter(String after) {
        Map<String, List<String>> next = new TreeMap<>(values);
        next.put("after", List.of(after));
        StringBuilder url = new StringBuilder();
        next.forEach((name, given) -> given.forEach(value -> url.append(url.isEmpty() ? '?' : '&')
                .append(encoded(name))
                .append('=')
                .append(encoded(value))));
        return url.toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }
}
