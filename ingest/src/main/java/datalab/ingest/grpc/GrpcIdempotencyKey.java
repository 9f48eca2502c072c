package datalab.ingest.grpc;

import io.grpc.Metadata;
import org.jspecify.annotations.Nullable;

/** The idempotency key of a message, from which its events' keys are derived as over HTTP. */
record GrpcIdempotencyKey(String text) {
    private static final int CHARS_MAX = 200;
    private static final Metadata.Key<String> HEADER =
            Metadata.Key.of("idempotency-key", Metadata.ASCII_STRING_MARSHALLER);

    /** Throws INVALID_ARGUMENT where it is none; null where it is empty. */
    static @Nullable GrpcIdempotencyKey of(String text) {
        if (text.isEmpty()) {
            return null;
        }
        if (text.length() > CHARS_MAX || !text.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            throw IngestStatus.badArgument(
                    "idempotency_key", "an idempotency_key has up to " + CHARS_MAX + " printable ASCII characters");
        }
        return new GrpcIdempotencyKey(text);
    }

    /** That of a call's headers; null where they have none. */
    static @Nullable GrpcIdempotencyKey of(Metadata headers) {
        String key = headers.get(HEADER);
        return key == null ? null : of(key);
    }

    /** @param number of the event in its message, counted from 1 */
    static @Nullable String once(@Nullable GrpcIdempotencyKey key, int number) {
        return key == null ? null : key.text + "#" + number;
    }
}
