package datalab.web.route;

import com.fasterxml.jackson.core.JsonGenerator;
import datalab.lab.Route;
import datalab.lab.view.Partial;
import datalab.store.view.ViewRow;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writes an entry for each window of a view: the total up to and with it. Owned by one thread. */
final class RunningTotal {
    private final JsonGenerator json;
    private final Route.Running part;
    private final ViewColumn column;
    private final Partial total;
    private @Nullable Instant window;
    private int entries;

    /**
     * Begins before the first entry.
     *
     * @param before what all earlier rows come to; the rows that follow are merged into it
     */
    RunningTotal(JsonGenerator json, Route.Running part, ViewColumn column, Partial before) {
        this.json = json;
        this.part = part;
        this.column = column;
        this.total = before;
    }

    /** How many entries are written. */
    int entries() {
        return entries;
    }

    /** Takes the next row in order of time. The entry of a window is written when the one after it begins. */
    void add(ViewRow row) throws IOException {
        Instant start = Objects.requireNonNull(row.key().windowStart(), "labs are checked: the view has windows");
        if (!start.equals(window)) {
            finish();
            window = start;
        }
        column.fold().merge(total, row.partial());
    }

    /** Writes the entry of the last window, where there is one. */
    void finish() throws IOException {
        if (window == null) {
            return;
        }
        json.writeStartObject();
        for (Map.Entry<String, Route.Entry> member : part.as().entrySet()) {
            json.writeFieldName(member.getKey());
            switch (member.getValue()) {
                case ROW_ID -> json.writeString(column.fold().view().rowId(window));
                case TIME ->
                    json.writeString(window.truncatedTo(ChronoUnit.SECONDS).toString());
                case VALUE -> column.write(json, total);
            }
        }
        json.writeEndObject();
        window = null;
        entries++;
    }
}
