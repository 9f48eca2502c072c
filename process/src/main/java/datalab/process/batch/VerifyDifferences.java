package datalab.process.batch;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import datalab.lab.view.Partial;
import datalab.lab.view.RowKey;
import datalab.lab.view.ViewFold;
import datalab.lab.view.ViewJson;
import datalab.store.batch.BatchStore.Compared;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Counts and reports the rows whose recomputed value differs from the value that is served. Owned by one thread. */
final class VerifyDifferences {
    private static final int REPORTED_MAX = 100;
    private static final JsonFactory JSON = new JsonFactory();

    private final ViewFold fold;
    private final ViewJson rows;
    private final List<Compared> first = new ArrayList<>();
    private long compared;
    private long count;

    VerifyDifferences(ViewFold fold) {
        this.fold = fold;
        this.rows = new ViewJson(fold);
    }

    void add(Compared row) {
        compared++;
        if (row.difference() != null || !agree(row.served(), row.recomputed())) {
            count++;
            if (first.size() < REPORTED_MAX) {
                first.add(row);
            }
        }
    }

    long compared() {
        return compared;
    }

    long count() {
        return count;
    }

    /** A JSON array of {@code {"served":{…},"recomputed":{…},"reason":"…"}}. */
    String report() {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartArray();
            for (Compared row : first) {
                json.writeStartObject();
                write(json, "served", row.key(), row.served());
                write(json, "recomputed", row.key(), row.recomputed());
                json.writeStringField("reason", reason(row));
                json.writeEndObject();
            }
            json.writeEndArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // in-memory streams do not throw
        }
        return text.toString();
    }

    private boolean agree(@Nullable Partial served, @Nullable Partial recomputed) {
        return served != null && recomputed != null && fold.agree(served, recomputed);
    }

    private void write(JsonGenerator json, String name, RowKey key, @Nullable Partial partial) throws IOException {
        json.writeFieldName(name);
        if (partial == null) {
            json.writeNull();
        } else {
            rows.write(json, key, partial);
        }
    }

    private static String reason(Compared row) {
        if (row.difference() != null) {
            return row.difference();
        }
        if (row.served() == null) {
            return "the row is missing";
        }
        return row.recomputed() == null ? "the archive has no events of this row" : "the values differ";
    }
}
