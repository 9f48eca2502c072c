package datalab.ingest.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * What was answered to requests with an {@code Idempotency-Key}, so that a retry is answered the same without being taken
 * again. Bounded in bytes and age; thread-safe. After a restart, the events' idempotency keys still prevent duplicates.
 */
final class IdempotentResponses {
    private static final int ANSWERS_BYTES_MAX = 32 * 1024 * 1024;
    private static final int ANSWER_BYTES = 512;
    private static final Duration KEPT = Duration.ofHours(24);
    private static final String REPLAYED = "Idempotency-Replayed";

    private final Cache<String, Known> known = Caffeine.newBuilder()
            .maximumWeight(ANSWERS_BYTES_MAX)
            .weigher(IdempotentResponses::bytes)
            .expireAfterWrite(KEPT)
            .build();

    /** What is known of a key. */
    private sealed interface Known {

        record UnderWay() implements Known {}

        record Answered(String digest, ReplayableResponse answer) implements Known {}
    }

    /** Takes a request. */
    @FunctionalInterface
    interface Taking {
        ReplayableResponse take(RequestBody body);
    }

    /** Processes a request, or returns the earlier response to its key. */
    ReplayableResponse once(String key, RequestBody body, Taking taking) {
        body.startDigest();
        Known mine = new Known.UnderWay();
        Known before = known.asMap().putIfAbsent(key, mine);
        return switch (before) {
            case null -> first(key, mine, body, taking);
            case Known.UnderWay underWay -> IngestResponses.keyInUse();
            case Known.Answered answered -> again(answered, body);
        };
    }

    private ReplayableResponse first(String key, Known mine, RequestBody body, Taking taking) {
        try {
            ReplayableResponse answer = taking.take(body);
            Optional<String> digest = answer.isFinal() ? digest(body) : Optional.empty();
            digest.ifPresent(whole -> known.put(key, new Known.Answered(whole, answer)));
            return answer;
        } finally {
            known.asMap().remove(key, mine);
        }
    }

    private static ReplayableResponse again(Known.Answered before, RequestBody body) {
        try {
            return before.digest.equals(body.digest()) ? replay(before.answer) : IngestResponses.keyOfAnotherBody();
        } catch (UnreadableBody e) {
            return IngestResponses.of(e);
        } catch (IOException e) {
            throw new IllegalStateException("a body fails with UnreadableBody only", e);
        }
    }

    private static int bytes(String key, Known known) {
        return switch (known) {
            case Known.UnderWay underWay -> ANSWER_BYTES + key.length();
            case Known.Answered(String digest, ReplayableResponse answer) ->
                ANSWER_BYTES + key.length() + answer.body().length;
        };
    }

    private static ReplayableResponse replay(ReplayableResponse answer) {
        return answer.withHeader(REPLAYED, "true");
    }

    /** Empty if the body was not read to its end: then it is unknown what a retry would have to match. */
    private static Optional<String> digest(RequestBody body) {
        try {
            return Optional.of(body.digest());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
