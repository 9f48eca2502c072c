package datalab.web.query;

import com.fasterxml.jackson.core.JsonGenerator;
import datalab.lab.event.Event;
import datalab.lab.event.EventJson;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import datalab.store.archive.ArchivedEvent;
import datalab.web.format.GeoJson;
import datalab.web.format.RowLayout;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Archived events of one stream as rows. Thread-safe. */
final class EventLayout implements RowLayout<ArchivedEvent> {
    private final EventStream stream;
    private final EventJson json;

    EventLayout(EventStream stream) {
        this.stream = stream;
        this.json = new EventJson(stream);
    }

    @Override
    public void writeJson(JsonGenerator out, ArchivedEvent row) throws IOException {
        json.write(out, row.event(), row.flagsJson());
    }

    @Override
    public GeoJson.@Nullable Point place(ArchivedEvent row) {
        return GeoJson.place(row.event());
    }

    @Override
    public List<String> columns() {
        List<String> columns = new ArrayList<>();
        stream.fields().stream().map(Field::name).forEach(columns::add);
        if (stream.time() != null) {
            columns.add(stream.time());
        }
        columns.addAll(List.of("_time", "_arrived", "_at", "_origin", "_extra", "_flags"));
        return columns;
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
        cells.add(event.at());
        cells.add(event.payload().origin().text());
        cells.add(event.payload().extra());
        cells.add(row.flagsJson());
        return cells;
    }
}
