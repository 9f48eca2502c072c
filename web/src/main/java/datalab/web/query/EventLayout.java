package datalab.web.query;

import com.fasterxml.jackson.core.JsonGenerator;
import datalab.lab.event.Event;
import datalab.lab.event.EventJson;
import datalab.lab.expression.Column;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import datalab.lab.stream.PositionFields;
import datalab.store.archive.ArchivedEvent;
import datalab.web.format.RowLayout;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The row layout of a stream's archived events. Thread-safe. */
public final class EventLayout implements RowLayout<ArchivedEvent> {
    private final EventStream stream;
    private final EventJson json;

    public EventLayout(EventStream stream) {
        this.stream = stream;
        this.json = new EventJson(stream);
    }

    @Override
    public void writeJson(JsonGenerator out, ArchivedEvent row) throws IOException {
        json.write(out, row.event(), row.flagsJson());
    }

    @Override
    public @Nullable Place place(ArchivedEvent row) {
        return place(row.event());
    }

    /** Where an event of a stream with positions was; null where it does not say. */
    public static @Nullable Place place(Event event) {
        EventStream stream = event.stream();
        PositionFields position = Objects.requireNonNull(stream.position(), "asked of streams with positions alone");
        Object latitude = event.value(stream.indexOf(position.latitude()));
        Object longitude = event.value(stream.indexOf(position.longitude()));
        return latitude == null || longitude == null ? null : new Place((Double) longitude, (Double) latitude);
    }

    @Override
    public List<Column> columns() {
        List<Column> columns = new ArrayList<>();
        for (Field field : stream.fields()) {
            columns.add(new Column(field.name(), Column.Type.of(field.type()), field.unit()));
        }
        if (stream.time() != null) {
            columns.add(column(stream.time(), Column.Type.TIME));
        }
        columns.add(column("_time", Column.Type.TIME));
        columns.add(column("_arrived", Column.Type.TIME));
        columns.add(column("_at", Column.Type.STRING));
        columns.add(column("_origin", Column.Type.STRING));
        columns.add(column("_extra", Column.Type.JSON));
        columns.add(column("_flags", Column.Type.JSON));
        return columns;
    }

    private static Column column(String name, Column.Type type) {
        return new Column(name, type, null);
    }

    @Override
    public List<@Nullable Object> cells(ArchivedEvent row) {
        Event event = row.event();
        List<@Nullable Object> cells = new ArrayList<>();
        for (int i = 0; i < stream.fields().size(); i++) {
            cells.add(event.value(i));
        }
        if (stream.time() != null) {
            cells.add(event.time()); // as in JSON: where the sender gave none, the time of arrival
        }
        cells.add(event.time());
        cells.add(event.arrived());
        cells.add(event.at().toString());
        cells.add(event.payload().origin().text());
        cells.add(event.payload().extra());
        cells.add(row.flagsJson());
        return cells;
    }
}
