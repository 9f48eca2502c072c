package datalab.ingest.http;

import datalab.ingest.format.GzipInput;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;

/** What a request's {@code Content-Encoding} says of its body. */
enum BodyEncoding {
    NONE,
    GZIP;

    static final String SUPPORTED = "gzip";

    /** Empty where the body is encoded otherwise, or more than once. */
    static Optional<BodyEncoding> of(String contentEncoding) {
        return switch (contentEncoding.strip().toLowerCase(Locale.ROOT)) {
            case "", "identity" -> Optional.of(NONE);
            case "gzip", "x-gzip" -> Optional.of(GZIP);
            default -> Optional.empty();
        };
    }

    /** The body as it was before. Unpacks while reading, so what unpacks to a huge body costs time but no memory. */
    InputStream decode(InputStream body) {
        return this == GZIP ? new GzipInput(body) : body;
    }
}
