package datalab.web.export;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import datalab.lab.event.Offsets;
import datalab.store.snapshot.EventSnapshot;
import datalab.store.snapshot.Snapshot;
import datalab.store.snapshot.ViewSnapshot;
import datalab.store.view.ViewStatus;
import datalab.web.format.JsonBytes;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What exactly an export holds: the events below an offset of each partition, or the rows that they have come to.
 *
 * @param horizon before which nothing is shown any more; null where all is
 * @param view where the view is; null of a stream
 */
record ExportCut(
        Offsets below, @Nullable Instant horizon, @Nullable ViewStatus view) {

    static ExportCut of(Snapshot snapshot) {
        return new ExportCut(
                snapshot.below(),
                snapshot.horizon().orElse(null),
                switch (snapshot) {
                    case EventSnapshot events -> null;
                    case ViewSnapshot rows -> rows.status().orElse(null);
                });
    }

    /** {@code {"progress":{"0":12},"horizon":null,"generation":3,"published":"…"}} in ASCII; the last two of views. */
    String json() {
        return new String(JsonBytes.of(this::write), UTF_8);
    }

    /** {@code {"0":12}}: the offset of each partition before which its events are covered. */
    String progress() {
        return new String(JsonBytes.of(this::writeProgress), UTF_8);
    }

    private void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeFieldName("progress");
        writeProgress(json);
        json.writeStringField("horizon", horizon == null ? null : horizon.toString());
        if (view != null) {
            json.writeNumberField("generation", view.generation());
            json.writeStringField(
                    "published",
                    view.published() == null ? null : view.published().toString());
        }
        json.writeEndObject();
    }

    private void writeProgress(JsonGenerator json) throws IOException {
        json.writeStartObject();
        for (Map.Entry<Integer, Long> partition : new TreeMap<>(below.byPartition()).entrySet()) {
            json.writeNumberField(partition.getKey().toString(), partition.getValue());
        }
        json.writeEndObject();
    }
}
