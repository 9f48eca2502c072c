package datalab.ingest.http;

import datalab.ingest.Ingest;
import datalab.ingest.Intake;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Answers the POSTs of one stream. Thread-safe. */
final class PostEvents implements Handler {
    private static final HeaderName IDEMPOTENCY_KEY = HeaderNames.create("Idempotency-Key");
    private static final int KEY_CHARS_MAX = 200;

    private final Ingest ingest;
    private final String topic;
    private final EventTaking taking;
    private final Shared shared;

    /** What the streams have in common. */
    record Shared(RequestRoom room, Replays replays) {}

    /** @param ownPath whether it answers at the lab's own paths */
    PostEvents(Ingest ingest, Intake intake, boolean ownPath, Shared shared) {
        this.ingest = ingest;
        this.topic = intake.stream().topic();
        this.taking = new EventTaking(ingest, intake, ownPath);
        this.shared = shared;
    }

    @Override
    public void handle(ServerRequest request, ServerResponse response) {
        if (!shared.room().enter()) {
            send(Answers.tooManyRequests(ingest.limits().retryAfter()), response);
            return;
        }
        HttpAnswer answer;
        try {
            answer = answer(request);
        } finally {
            shared.room().leave();
        }
        send(answer, response);
    }

    private HttpAnswer answer(ServerRequest request) {
        Optional<String> contentType = request.headers().first(HeaderNames.CONTENT_TYPE);
        Optional<BodyForm> form = BodyForm.of(contentType);
        if (form.isEmpty()) {
            return Answers.unsupportedType(contentType.orElse(""));
        }
        String contentEncoding = String.join(",", request.headers().values(HeaderNames.CONTENT_ENCODING));
        Optional<BodyEncoding> encoding = BodyEncoding.of(contentEncoding);
        if (encoding.isEmpty()) {
            return Answers.unsupportedEncoding(contentEncoding);
        }
        RequestBody body =
                new RequestBody(encoding.get().decode(request.content().inputStream()));
        Optional<String> key = request.headers().first(IDEMPOTENCY_KEY);
        if (key.isEmpty()) {
            return taking.take(form.get(), body, null);
        }
        if (!isKey(key.get())) {
            return Answers.badIdempotencyKey(KEY_CHARS_MAX);
        }
        return shared.replays().once(topic + " " + key.get(), body, it -> taking.take(form.get(), it, key.get() + "#"));
    }

    private static boolean isKey(String key) {
        return !key.isEmpty() && key.length() <= KEY_CHARS_MAX && key.chars().allMatch(c -> c >= ' ' && c <= '~');
    }

    /** Where the sender has gone there is nobody to answer, and nothing to say in the log. */
    private static void send(HttpAnswer answer, ServerResponse response) {
        try {
            answer.send(response);
            if (answer.closes()) {
                throw new CloseConnectionException("the rest of the body will not come");
            }
        } catch (UncheckedIOException e) {
            throw new CloseConnectionException("the sender has gone", e);
        }
    }
}
