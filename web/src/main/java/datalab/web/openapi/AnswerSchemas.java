package datalab.web.openapi;

import static datalab.http.openapi.JsonSchema.arrayOf;
import static datalab.http.openapi.JsonSchema.described;
import static datalab.http.openapi.JsonSchema.nullable;
import static datalab.http.openapi.JsonSchema.object;
import static datalab.http.openapi.JsonSchema.time;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** JSON Schemas of answers that are the same in every lab. */
final class AnswerSchemas {
    private AnswerSchemas() {}

    static ObjectNode problem() {
        ObjectNode schema = object();
        schema.put("description", "RFC 9457: why a request has no answer");
        ObjectNode properties = schema.putObject("properties");
        properties.set("type", described("string", "about:blank"));
        properties.set("title", described("string", "the kind of problem"));
        properties.set("status", described("integer", "the HTTP status"));
        properties.set("detail", described("string", "what was found, what was expected, what to do"));
        schema.putArray("required").add("title").add("status").add("detail");
        return schema;
    }

    /** What a batch of events is answered with. */
    static ObjectNode batchResult() {
        ObjectNode schema = object();
        ObjectNode properties = schema.putObject("properties");
        properties.set("accepted", described("integer", "how many events are kept"));
        properties.set("rejected", described("integer", "how many were refused, and are kept as rejects"));
        ObjectNode error = object();
        ObjectNode members = error.putObject("properties");
        members.set("line", described("integer", "from 1"));
        members.set("field", described("string", "the field at fault"));
        members.set("reason", described("string", "why it was refused"));
        properties.set("errors", arrayOf(error).put("description", "the first 100"));
        return schema;
    }

    /** A batch of a view: requested, running or finished. */
    static ObjectNode batch() {
        ObjectNode schema = object();
        ObjectNode properties = schema.putObject("properties");
        properties.set("id", described("integer", "higher for later ones"));
        ObjectNode kind = described("string", "what it does with the view");
        kind.putArray("enum").add("compact").add("recompute").add("verify");
        properties.set("kind", kind);
        ObjectNode state = described("string", "where it is");
        state.putArray("enum").add("requested").add("running").add("done").add("failed");
        properties.set("state", state);
        properties.set("attempt", described("integer", "1, and one more for each try after a failure"));
        properties.set("owner", nullable(described("string", "the process that runs or ran it")));
        properties.set("lease_until", nullable(time("until when it is its owner's, who says before that it is alive")));
        properties.set("asked", time("when it was asked for"));
        properties.set("began", nullable(time("when it began")));
        properties.set("ended", nullable(time("when it ended")));
        properties.set("events_done", described("integer", "how many records of the log are folded"));
        properties.set("events_total", described("integer", "of how many"));
        properties.set("rows", described("integer", "written; of a compaction merged, of a verification compared"));
        properties.set(
                "copied", described("integer", "rows that were copied as served, since events of theirs are dropped"));
        properties.set(
                "folded_from",
                nullable(time(
                        "rows whose window begins before it were not folded, or not compared; null for all rows")));
        properties.set("note", nullable(described("string", "what a person should know of that")));
        properties.set("differing", described("integer", "rows of a verification that are not what is served"));
        ObjectNode difference = object();
        ObjectNode members = difference.putObject("properties");
        members.set("served", nullable(object()));
        members.set("recomputed", nullable(object()));
        members.set("reason", described("string", "in what they differ"));
        properties.set("differences", arrayOf(difference).put("description", "the first 100"));
        properties.set("error", nullable(described("string", "why it failed")));
        return schema;
    }
}
