package datalab.web.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import datalab.http.Response;
import datalab.http.openapi.JsonSchema;
import datalab.http.openapi.OperationParameter;
import datalab.lab.view.View;
import datalab.store.batch.BatchKind;
import datalab.store.batch.BatchResult;
import datalab.store.batch.BatchRun;
import datalab.store.batch.BatchStore;
import datalab.web.format.JsonBytes;
import datalab.web.http.Answer;
import datalab.web.http.HttpProblem;
import datalab.web.query.QueryParameters;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The batch runs of a view, and requests for new ones. Thread-safe. */
final class BatchPages {
    private static final List<String> KINDS = List.of("recompute", "compact", "verify");

    /** What a request for a batch may say. */
    static final List<OperationParameter> ASKING = List.of(OperationParameter.query(
            "kind", "what it does with the view", JsonSchema.words(KINDS).put("default", KINDS.getFirst())));

    /** Of each kind and state. */
    private static final int LATEST = 10;

    private final BatchStore batches;

    BatchPages(BatchStore batches) {
        this.batches = batches;
    }

    /** The newest runs, newest first. */
    Answer answer(View view) {
        List<BatchRun> runs = batches.latest(view.lab(), LATEST).stream()
                .filter(run -> run.view().equals(view.name()))
                .toList();
        return Answer.json(JsonBytes.of(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("rows");
            for (BatchRun run : runs) {
                write(json, run);
            }
            json.writeEndArray();
            json.writeNullField("after");
            json.writeEndObject();
        }));
    }

    Answer one(View view, String id) {
        BatchRun run = number(id)
                .flatMap(batches::run)
                .filter(found -> found.lab().equals(view.lab()) && found.view().equals(view.name()))
                .orElseThrow(
                        () -> HttpProblem.notFound("no batch '" + id + "' of view " + view.lab() + "." + view.name()));
        return Answer.json(JsonBytes.of(json -> write(json, run)));
    }

    /** Returns the URL of the batch at once; the batch layer starts it within a second. */
    void ask(View view, QueryParameters query, Response response) {
        BatchKind kind = BatchKind.of(query.word("kind", KINDS.getFirst(), KINDS));
        BatchRun run = batches.request(view.lab(), view.name(), kind);
        response.status(202)
                .header("Content-Type", "application/json")
                .header("Location", "/labs/%s/views/%s/batches/%s".formatted(view.lab(), view.name(), run.id()))
                .send(JsonBytes.of(json -> write(json, run)));
    }

    private static Optional<Long> number(String id) {
        try {
            return Optional.of(Long.parseLong(id));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static void write(JsonGenerator json, BatchRun run) throws IOException {
        json.writeStartObject();
        json.writeNumberField("id", run.id());
        json.writeStringField("kind", run.kind().text());
        json.writeStringField("state", run.state().text());
        json.writeNumberField("attempt", run.attempt());
        json.writeStringField("owner", run.owner());
        time(json, "lease_until", run.leaseUntil());
        time(json, "asked", run.asked());
        time(json, "began", run.began());
        time(json, "ended", run.ended());
        json.writeNumberField("events_done", run.events().done());
        json.writeNumberField("events_total", run.events().total());
        result(json, run.result());
        json.writeStringField("error", run.error());
        json.writeEndObject();
    }

    private static void result(JsonGenerator json, BatchResult result) throws IOException {
        json.writeNumberField("rows", result.rows());
        json.writeNumberField("copied", result.copied());
        time(json, "folded_from", result.foldedFrom());
        json.writeStringField("note", result.note());
        json.writeNumberField("differing", result.differing());
        json.writeFieldName("differences");
        json.writeRawValue(result.report() == null ? "[]" : result.report());
    }

    private static void time(JsonGenerator json, String name, @Nullable Instant time) throws IOException {
        json.writeStringField(name, time == null ? null : time.toString());
    }
}
