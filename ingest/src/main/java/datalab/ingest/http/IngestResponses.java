package datalab.ingest.http;

import datalab.ingest.door.IngestBatchResult;
import datalab.ingest.door.IngestBatchResult.LineError;
import datalab.ingest.door.IngestResult.Busy;
import datalab.ingest.door.IngestResult.Cause;
import datalab.ingest.door.IngestResult.Rejected;
import datalab.ingest.format.MalformedBody;
import datalab.lab.Lab;
import datalab.lab.json.JsonText;
import datalab.lab.json.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Builds the HTTP responses to senders. */
final class IngestResponses {
    private static final String BUSY = "Busy";

    private IngestResponses() {}

    static ReplayableResponse noSuchLab(String name, Iterable<String> labs) {
        return problem(404, "No such lab", "there is no lab \"" + name + "\"; there are: " + String.join(", ", labs));
    }

    static ReplayableResponse noSuchStream(String name, Lab lab) {
        String streams = String.join(", ", lab.streams().keySet());
        return problem(
                404,
                "No such stream",
                "lab \"" + lab.name() + "\" has no stream \"" + name + "\"; there are: " + streams);
    }

    static ReplayableResponse unsupportedType(String contentType) {
        return problem(
                415,
                "Unsupported media type",
                "Content-Type is \"" + contentType + "\"; events come as " + BodyFormat.SUPPORTED
                        + ", in UTF-8 (with curl: -H 'Content-Type: application/json')");
    }

    static ReplayableResponse unsupportedEncoding(String contentEncoding) {
        String detail = "Content-Encoding is \"" + contentEncoding + "\"; bodies come as " + BodyEncoding.SUPPORTED
                + " or without any";
        return ReplayableResponse.of(
                new Problem(415, "Unsupported content encoding", detail),
                Map.of("Accept-Encoding", BodyEncoding.SUPPORTED));
    }

    static ReplayableResponse badIdempotencyKey(int charsMax) {
        return problem(
                400, "Bad Idempotency-Key", "an Idempotency-Key has 1 to " + charsMax + " printable ASCII characters");
    }

    static ReplayableResponse keyInUse() {
        return busy(
                409,
                "Request under way",
                "a request with this Idempotency-Key is being taken; ask again when it is answered",
                Duration.ofSeconds(1));
    }

    static ReplayableResponse keyOfAnotherBody() {
        return problem(
                422, "Idempotency-Key used twice", "this Idempotency-Key came with another body before; use a new key");
    }

    static ReplayableResponse tooManyRequests(Duration retryAfter) {
        return busy(429, BUSY, "too many requests with events are under way", retryAfter);
    }

    static ReplayableResponse empty() {
        return problem(400, "Empty body", "the body is empty; send a JSON object, a JSON array, NDJSON or CSV");
    }

    static ReplayableResponse of(UnreadableBody failure) {
        return switch (failure.kind()) {
            case CUT -> closing(400, "Body cut", failure.detail());
            case TIMED_OUT -> closing(408, "Request timeout", failure.detail());
            case NOT_GZIP -> closing(400, "Broken gzip", failure.detail());
        };
    }

    /** @param invalid the status for an event that does not fit its stream */
    static ReplayableResponse of(Rejected why, int invalid) {
        Map<String, Object> more = new LinkedHashMap<>();
        more.put("reason", why.reason().text());
        if (why.field() != null) {
            more.put("field", why.field());
        }
        return switch (why.reason()) {
            case NOT_JSON, NOT_UTF8 -> problem(400, "Not JSON", why.detail(), more);
            case TOO_LARGE -> problem(413, "Event too large", why.detail(), more);
            case UNKNOWN_REFERENCE -> problem(422, "Unknown reference", why.detail(), more);
            case ID_RESERVED -> problem(409, "Number reserved", why.detail(), more);
            case NOT_ALLOWED -> problem(403, "Not allowed", why.detail(), more);
            case OTHER_VALUES -> alreadyThere(why.detail(), more);
            case NOT_AN_OBJECT,
                    TOO_DEEP,
                    MISSING_FIELD,
                    WRONG_TYPE,
                    OUT_OF_RANGE,
                    UNKNOWN_FIELD,
                    BAD_TIME,
                    TIME_IN_FUTURE,
                    TOO_OLD,
                    UNKNOWN_TOPIC,
                    BAD_ROW,
                    WRONG_PARTITION -> problem(invalid, "Event refused", why.detail(), more);
        };
    }

    static ReplayableResponse of(Busy busy) {
        return busy(status(busy), title(busy), busy.detail(), busy.retryAfter());
    }

    /** The event was accepted, and turned out to be a duplicate. */
    static ReplayableResponse alreadyThere(String detail, Map<String, Object> more) {
        return problem(409, "Already there", detail, more);
    }

    /**
     * The summary of a body that was read to its end.
     *
     * @param ok the status where something was accepted
     * @param invalid the status where nothing was, since nothing fits the stream
     */
    static ReplayableResponse of(IngestBatchResult result, int ok, int invalid) {
        Busy busy = result.busy();
        if (busy != null) {
            String detail = busy.detail() + "; only what is counted here is sure to be kept. Send the whole again, "
                    + "with an Idempotency-Key so that nothing counts twice";
            Problem problem = new Problem(status(busy), title(busy), detail, counts(result));
            return ReplayableResponse.of(problem, Map.of("Retry-After", seconds(busy.retryAfter())));
        }
        if (result.accepted() == 0 && result.rejected() > 0) {
            return problem(invalid, "No event accepted", "every event was refused", counts(result));
        }
        return new ReplayableResponse(ok, ReplayableResponse.JSON, JsonText.of(counts(result)), Map.of());
    }

    /** The summary of a body that could not be read to its end. */
    static ReplayableResponse of(UnreadableBody failure, IngestBatchResult result) {
        ReplayableResponse plain = of(failure);
        String detail = failure.detail() + "; what came before it was taken";
        Problem problem = new Problem(plain.status(), "Body not complete", detail, counts(result));
        return ReplayableResponse.of(problem, plain.headers());
    }

    /** The summary of a body whose rest cannot be split into events. */
    static ReplayableResponse of(MalformedBody failure, IngestBatchResult result) {
        return switch (failure.kind()) {
            case BROKEN -> problem(400, "Broken body", failure.detail(), counts(result));
            case WRONG_HEADER -> problem(422, "Wrong header", failure.detail(), counts(result));
        };
    }

    private static Map<String, Object> counts(IngestBatchResult result) {
        List<Map<String, Object>> errors = new ArrayList<>();
        for (LineError error : result.errors()) {
            Map<String, Object> members = new LinkedHashMap<>();
            members.put("line", error.line());
            if (error.why().field() != null) {
                members.put("field", error.why().field());
            }
            members.put("reason", error.why().reason().text());
            members.put("detail", error.why().detail());
            errors.add(members);
        }
        Map<String, Object> counts = new LinkedHashMap<>();
        counts.put("accepted", result.accepted());
        counts.put("rejected", result.rejected());
        counts.put("errors", errors);
        return counts;
    }

    private static ReplayableResponse problem(int status, String title, String detail) {
        return problem(status, title, detail, Map.of());
    }

    private static ReplayableResponse problem(int status, String title, String detail, Map<String, Object> more) {
        return ReplayableResponse.of(new Problem(status, title, detail, more));
    }

    private static ReplayableResponse busy(int status, String title, String detail, Duration retryAfter) {
        return ReplayableResponse.of(new Problem(status, title, detail), Map.of("Retry-After", seconds(retryAfter)));
    }

    private static ReplayableResponse closing(int status, String title, String detail) {
        return ReplayableResponse.of(new Problem(status, title, detail), Map.of("Connection", "close"));
    }

    private static int status(Busy busy) {
        return busy.cause() == Cause.OVER_QUOTA ? 429 : 503;
    }

    private static String title(Busy busy) {
        return busy.cause() == Cause.OVER_QUOTA ? "Too many requests" : BUSY;
    }

    private static String seconds(Duration duration) {
        return Long.toString(Math.max(1, duration.plusMillis(999).toSeconds()));
    }
}
