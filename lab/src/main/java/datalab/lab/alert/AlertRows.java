package datalab.lab.alert;

import datalab.lab.event.Coordinate;
import datalab.lab.event.DecodedPayload;
import datalab.lab.event.Event;
import datalab.lab.event.Origin;
import datalab.lab.expression.Column;
import datalab.lab.output.OutputColumn;
import datalab.lab.output.OutputColumns;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import datalab.lab.stream.StreamInputs;
import datalab.lab.view.Partial;
import datalab.lab.view.RowKey;
import datalab.lab.view.ViewFold;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The rows of a view as events, so that expressions are over its columns as others are over fields. Immutable. */
public final class AlertRows {
    private static final String WINDOW_START = "window_start";
    private static final Coordinate NOWHERE = new Coordinate(0, 0);

    private final ViewFold fold;
    private final EventStream stream;
    private final List<Integer> shown = new ArrayList<>();

    /** @param fold of a view with windows */
    public AlertRows(ViewFold fold) {
        this.fold = fold;
        List<Field> fields = new ArrayList<>();
        for (OutputColumn column : OutputColumns.all(fold)) {
            if (column.isKey() && !column.source().equals(WINDOW_START)) {
                fields.add(field(column.source(), column.type(), column.unit()));
            }
        }
        for (int i = 0; i < fold.columns().size(); i++) {
            Column column = fold.columns().get(i);
            if (column.type() != Column.Type.JSON) {
                fields.add(field(column.name(), column.type(), column.unit()));
                shown.add(i);
            }
        }
        this.stream = new EventStream(
                fold.view().lab(),
                fold.view().name(),
                null,
                WINDOW_START,
                ZoneOffset.UTC,
                fields,
                EventStream.Extra.REJECT,
                List.of(),
                StreamInputs.NONE,
                List.of());
    }

    /** Its fields are the view's group-by fields and its columns, its time is {@code window_start}. */
    public EventStream stream() {
        return stream;
    }

    public Event event(RowKey key, Partial partial) {
        List<@Nullable Object> columns = fold.present(partial);
        @Nullable Object[] values = new @Nullable Object[stream.fields().size()];
        int at = 0;
        for (Object value : key.group()) {
            values[at++] = value;
        }
        for (int column : shown) {
            values[at++] = columns.get(column);
        }
        Instant start = Objects.requireNonNull(key.windowStart(), "a view with windows");
        return new Event(stream, new DecodedPayload(values, start, Origin.OBSERVED, null), start, NOWHERE);
    }

    private static Field field(String name, Column.Type type, @Nullable String unit) {
        Field.Type same = switch (type) {
            case STRING, JSON -> Field.Type.STRING;
            case NUMBER -> Field.Type.NUMBER;
            case INTEGER -> Field.Type.INTEGER;
            case BOOLEAN -> Field.Type.BOOLEAN;
            case TIME -> Field.Type.TIME;
        };
        return new Field(name, same, false, null, null, unit);
    }
}
