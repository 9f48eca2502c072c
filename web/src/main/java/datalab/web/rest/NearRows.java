package datalab.web.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import datalab.lab.event.EventJson;
import datalab.lab.stream.EventStream;
import datalab.store.Near;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Events near to a place as rows: as the archive's, with {@code _distance} in metres. Thread-safe. */
final class NearRows implements RowShape<Near> {
    private static final double MILLIMETRES = 1_000;
    private static final String DISTANCE = "_distance";

    private final EventRows events;
    private final EventJson json;

    NearRows(EventStream stream) {
        this.events = new EventRows(stream);
        this.json = new EventJson(stream);
    }

    /** To the millimetre: nobody knows where something was to less. */
    static double metres(Near near) {
        return Math.round(near.metres() * MILLIMETRES) / MILLIMETRES;
    }

    @Override
    public void writeJson(JsonGenerator out, Near row) throws IOException {
        out.writeStartObject();
        json.writeMembers(out, row.event().event(), row.event().flagsJson());
        out.writeNumberField(DISTANCE, metres(row));
        out.writeEndObject();
    }

    @Override
    public GeoJson.@Nullable Point place(Near row) {
        return events.place(row.event());
    }

    @Override
    public List<String> columns() {
        List<String> columns = new ArrayList<>(events.columns());
        columns.add(DISTANCE);
        return columns;
    }

    @Override
    public List<@Nullable Object> cells(Near row) {
        List<@Nullable Object> cells = new ArrayList<>(events.cells(row.event()));
        cells.add(metres(row));
        return cells;
    }
}
