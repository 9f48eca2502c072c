package datalab.ingest.http;

import datalab.http.Handler;
import datalab.http.Request;
import datalab.http.Response;
import datalab.ingest.door.Ingest;
import datalab.ingest.door.StreamBinding;
import java.util.Optional;

/** Answers the POSTs of one stream. Thread-safe. */
final class PostEvents implements Handler {
    private static final String IDEMPOTENCY_KEY = "Idempotency-Key";
    static final int KEY_CHARS_MAX = 200;

    private final Ingest ingest;
    private final String topic;
    private final BodyIngest bodies;
    private final Shared shared;

    /** What the streams have in common. */
    record Shared(BodyPermits permits, IdempotentResponses responses) {}

    /** @param ownPath whether it answers at the lab's own paths */
    PostEvents(Ingest ingest, StreamBinding binding, boolean ownPath, Shared shared) {
        this.ingest = ingest;
        this.topic = binding.stream().topic();
        this.bodies = new BodyIngest(ingest, binding, ownPath);
        this.shared = shared;
    }

    @Override
    public void handle(Request request, Response response) {
        answer(request).send(response);
    }

    private ReplayableResponse answer(Request request) {
        Optional<String> contentType =
                request.headers("Content-Type").stream().reduce((one, other) -> one + "," + other);
        Optional<BodyFormat> form = BodyFormat.of(contentType);
        if (form.isEmpty()) {
            return IngestResponses.unsupportedType(contentType.orElse(""));
        }
        String contentEncoding = String.join(",", request.headers("Content-Encoding"));
        Optional<BodyEncoding> encoding = BodyEncoding.of(contentEncoding);
        if (encoding.isEmpty()) {
            return IngestResponses.unsupportedEncoding(contentEncoding);
        }
        Optional<PermittedBody> placed = shared.permits().enter(request.body());
        if (placed.isEmpty()) {
            return IngestResponses.tooManyRequests(ingest.limits().retryAfter());
        }
        try {
            return taken(request, form.get(), new RequestBody(encoding.get().decode(placed.get())));
        } finally {
            shared.permits().leave(placed.get());
        }
    }

    private ReplayableResponse taken(Request request, BodyFormat form, RequestBody body) {
        BodyIngest own = bodies.of(request.caller());
        Optional<String> key = request.header(IDEMPOTENCY_KEY);
        if (key.isEmpty()) {
            return own.take(form, body, null);
        }
        if (!isKey(key.get())) {
            return IngestResponses.badIdempotencyKey(KEY_CHARS_MAX);
        }
        return shared.responses().once(topic + " " + key.get(), body, it -> own.take(form, it, key.get() + "#"));
    }

    private static boolean isKey(String key) {
        return !key.isEmpty() && key.length() <= KEY_CHARS_MAX && key.chars().allMatch(c -> c >= ' ' && c <= '~');
    }
}
