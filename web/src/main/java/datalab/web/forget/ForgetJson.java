package datalab.web.forget;

import com.fasterxml.jackson.core.JsonGenerator;
import datalab.store.forget.ForgetNote;
import datalab.store.forget.ForgetRun;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The record of a forgotten key as JSON, never with the key. */
final class ForgetJson {
    private ForgetJson() {}

    static void write(JsonGenerator json, ForgetRun run) throws IOException {
        json.writeStartObject();
        json.writeNumberField("id", run.id());
        json.writeStringField("lab", run.lab());
        json.writeStringField("state", run.state().text());
        time(json, "asked", run.asked());
        json.writeStringField("by", run.by());
        time(json, "ended", run.ended());
        json.writeStringField("error", run.error());
        json.writeStringField("salt", run.salt());
        json.writeArrayFieldStart("streams");
        for (ForgetRun.Part part : run.parts()) {
            json.writeStartObject();
            json.writeStringField("stream", part.stream());
            json.writeStringField("digest", part.digest());
            json.writeObjectFieldStart("below");
            for (var offset : part.below().byPartition().entrySet()) {
                json.writeNumberField(offset.getKey().toString(), offset.getValue());
            }
            json.writeEndObject();
            json.writeEndObject();
        }
        json.writeEndArray();
        for (ForgetNote.Kind kind : ForgetNote.Kind.values()) {
            json.writeArrayFieldStart(kind.text());
            for (ForgetNote note : run.notes()) {
                if (note.kind() == kind) {
                    write(json, note);
                }
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, ForgetNote note) throws IOException {
        json.writeStartObject();
        json.writeStringField("what", note.what());
        json.writeStringField("name", note.name());
        json.writeNumberField("rows", note.rows());
        time(json, "until", note.until());
        json.writeStringField("detail", note.detail());
        json.writeEndObject();
    }

    private static void time(JsonGenerator json, String name, @Nullable Instant time) throws IOException {
        json.writeStringField(name, time == null ? null : time.toString());
    }
}
