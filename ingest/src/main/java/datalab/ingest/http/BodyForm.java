package datalab.ingest.http;

import datalab.ingest.format.CsvReader;
import datalab.ingest.format.EventReader;
import datalab.ingest.format.NdjsonReader;
import java.util.Locale;
import java.util.Optional;

/** What a request's {@code Content-Type} says of its body. */
sealed interface BodyForm {
    String SUPPORTED = "application/json, application/x-ndjson or text/csv";

    /** One JSON object, or a JSON array of them: its first character tells. */
    record Json() implements BodyForm {}

    /** Many events, one after the other. */
    record Many(EventReader reader) implements BodyForm {}

    /** Empty where the type is none that events come in. */
    static Optional<BodyForm> of(Optional<String> contentType) {
        if (contentType.isEmpty()) {
            return Optional.of(new Json());
        }
        String[] parts = contentType.get().toLowerCase(Locale.ROOT).split(";", -1);
        for (int i = 1; i < parts.length; i++) {
            if (!isUtf8(parts[i].strip())) {
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

    private static boolean isUtf8(String parameter) {
        if (!parameter.startsWith("charset=")) {
            return true;
        }
        String charset = parameter.substring("charset=".length()).replace("\"", "");
        return charset.equals("utf-8") || charset.equals("utf8") || charset.equals("us-ascii");
    }
}
