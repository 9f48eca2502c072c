package datalab.ingest.http;

import datalab.ingest.format.CsvReader;
import datalab.ingest.format.EventReader;
import datalab.ingest.format.NdjsonReader;
import java.util.Locale;
import java.util.Optional;

/** What a request's {@code Content-Type} says of its body. */
sealed interface BodyFormat {
    String SUPPORTED = "application/json, application/x-ndjson or text/csv (with its header line)";

    /** One JSON object, or a JSON array of them, distinguished by the first character. */
    record Json() implements BodyFormat {}

    /** Many events, one after the other. */
    record Many(EventReader reader) implements BodyFormat {}

    /** Empty where the type is none that events come in. */
    static Optional<BodyFormat> of(Optional<String> contentType) {
        if (contentType.isEmpty()) {
            return Optional.of(new Json());
        }
        String[] parts = contentType.get().toLowerCase(Locale.ROOT).split(";", -1);
        for (int i = 1; i < parts.length; i++) {
            if (!isTaken(parts[i])) {
                return Optional.empty();
            }
        }
        return switch (parts[0].strip()) {
            case "application/json", "text/json" -> Optional.of(new Json());
            case "application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines" ->
                Optional.of(new Many(new NdjsonReader()));
            case "text/csv", "application/csv" -> Optional.of(new Many(new CsvReader()));
            default -> Optional.empty();
        };
    }

    /** Whether a parameter says nothing that would be passed over: an encoding other than UTF-8, or CSV without a header. */
    private static boolean isTaken(String parameter) {
        int equals = parameter.indexOf('=');
        String name = equals < 0 ? "" : parameter.substring(0, equals).strip();
        String value = parameter.substring(equals + 1).replace("\"", "").strip();
        return switch (name) {
            case "charset" -> value.equals("utf-8") || value.equals("utf8") || value.equals("us-ascii");
            case "header" -> value.equals("present");
            default -> true;
        };
    }
}
