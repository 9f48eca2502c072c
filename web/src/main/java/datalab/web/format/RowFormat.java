package datalab.web.format;

import datalab.web.http.AcceptWeights;
import datalab.web.http.HttpProblem;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The forms in which rows can be had. */
public enum RowFormat {
    JSON("json", "application/json", "application/json", "application/*", "*/*"),
    NDJSON(
            "ndjson",
            "application/x-ndjson",
            "application/x-ndjson",
            "application/ndjson",
            "application/jsonl",
            "application/*",
            "*/*"),
    CSV("csv", "text/csv; charset=utf-8; header=present", "text/csv", "text/*", "*/*"),
    /** Of events with positions alone. */
    GEOJSON("geojson", "application/geo+json", "application/geo+json");

    private final String text;
    private final String contentType;

    @SuppressWarnings("ImmutableEnumChecker") // List.of is immutable
    private final List<String> ranges;

    /** @param ranges of Accept that it lies in, the most exact first */
    RowFormat(String text, String contentType, String... ranges) {
        this.text = text;
        this.contentType = contentType;
        this.ranges = List.of(ranges);
    }

    /** The name in {@code format=}. */
    public String text() {
        return text;
    }

    public String contentType() {
        return contentType;
    }

    /**
     * The form asked for by name, or else the one that the Accept header weighs highest, or else JSON.
     *
     * @param hasPlaces whether what is asked for can be had as GeoJSON
     */
    public static RowFormat of(Optional<String> format, List<String> accept, boolean hasPlaces) {
        if (format.isPresent()) {
            return named(format.get(), hasPlaces);
        }
        AcceptWeights accepted = AcceptWeights.of(accept);
        return Stream.of(values())
                .filter(form -> hasPlaces || form != GEOJSON)
                .filter(form -> form.weight(accepted) > 0)
                .min(Comparator.comparingDouble((RowFormat form) -> -form.weight(accepted))
                        .thenComparingInt(form -> accepted.place(form.ranges)))
                .orElse(JSON);
    }

    private double weight(AcceptWeights accepted) {
        return accepted.of(ranges, 0);
    }

    private static RowFormat named(String name, boolean hasPlaces) {
        if (name.equals(GEOJSON.text) && !hasPlaces) {
            throw HttpProblem.badRequest(
                    "format geojson is of streams with positions alone; json, ndjson and csv are here");
        }
        for (RowFormat representation : values()) {
            if (representation.text.equals(name)) {
                return representation;
            }
        }
        throw HttpProblem.badRequest("format is '" + name + "', expected json, ndjson, csv or geojson");
    }
}
