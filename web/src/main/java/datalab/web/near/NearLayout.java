package datalab.web.near;

import com.fasterxml.jackson.core.JsonGenerator;
import datalab.lab.event.EventJson;
import datalab.lab.expression.Column;
import datalab.lab.stream.EventStream;
import datalab.store.near.NearEvent;
import datalab.web.format.RowLayout;
import datalab.web.query.EventLayout;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The row layout of near events: as archived, with {@code _distance} in metres. Thread-safe. */
public final class NearLayout implements RowLayout<NearEvent> {
    private static final double MILLIMETRES = 1_000;
    private static final String DISTANCE = "_distance";

    private final EventLayout events;
    private final EventJson json;

    public NearLayout(EventStream stream) {
        this.events = new EventLayout(stream);
        this.json = new EventJson(stream);
    }

    /** To the millimetre: positions are not known more precisely. */
    public static double metres(NearEvent near) {
        return Math.round(near.metres() * MILLIMETRES) / MILLIMETRES;
    }

    @Override
    public void writeJson(JsonGenerator out, NearEvent row) throws IOException {
        out.writeStartObject();
        json.writeMembers(out, row.event().event(), row.event().flagsJson());
        out.writeNumberField(DISTANCE, metres(row));
        out.writeEndObject();
    }

    @Override
    public @Nullable Place place(NearEvent row) {
        return events.place(row.event());
    }

    @Override
    public List<Column> columns() {
        List<Column> columns = new ArrayList<>(events.columns());
        columns.add(new Column(DISTANCE, Column.Type.NUMBER, "m"));
        return columns;
    }

    @Override
    public List<@Nullable Object> cells(NearEvent row) {
        List<@Nullable Object> cells = new ArrayList<>(events.cells(row.event()));
        cells.add(metres(row));
        return cells;
    }
}
