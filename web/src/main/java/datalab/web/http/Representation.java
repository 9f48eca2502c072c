package datalab.web.http;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The forms in which rows can be had. */
public enum Representation {
    JSON("json", "application/json"),
    NDJSON("ndjson", "application/x-ndjson"),
    CSV("csv", "text/csv; charset=utf-8; header=present"),
    /** Of events with positions alone. */
    GEOJSON("geojson", "application/geo+json");

    private final String text;
    private final String contentType;

    Representation(String text, String contentType) {
        this.text = text;
        this.contentType = contentType;
    }

    /** The name in {@code format=}. */
    public String text() {
        return text;
    }

    public String contentType() {
        return contentType;
    }

    /** The form asked for by name, or else by the Accept header, or else JSON. */
    public static Representation of(Optional<String> format, List<String> accept) {
        if (format.isPresent()) {
            return named(format.get());
        }
        for (String range : String.join(",", accept).split(",", -1)) {
            switch (range.split(";", 2)[0].strip().toLowerCase(Locale.ROOT)) {
                case "application/json", "application/*", "*/*" -> {
                    return JSON;
                }
                case "application/x-ndjson", "application/ndjson", "application/jsonl" -> {
                    return NDJSON;
                }
                case "text/csv" -> {
                    return CSV;
                }
                case "application/geo+json" -> {
                    return GEOJSON;
                }
                default -> {}
            }
        }
        return JSON;
    }

    private static Representation named(String name) {
        for (Representation representation : values()) {
            if (representation.text.equals(name)) {
                return representation;
            }
        }
        throw NoAnswer.badRequest("format is '" + name + "', expected json, ndjson, csv or geojson");
    }
}
