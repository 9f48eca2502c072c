package datalab.store.postgres;

import datalab.lab.Coordinate;
import datalab.lab.Event;
import datalab.lab.EventStream;
import datalab.lab.Field;
import datalab.lab.Origin;
import datalab.lab.Payload;
import datalab.lab.Position;
import datalab.lab.geo.Cells;
import datalab.lab.geo.Wgs84;
import datalab.store.ArchivedEvent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The archive of one stream as a table: which columns it has, and how events get in and out. Immutable.
 */
final class StreamTable {
    /** Before the fields, in every statement that reads or writes whole events. */
    private static final String FIRST_COLUMNS = "_partition, _offset, _time, _arrived, _origin, _extra, _flags";

    private static final int FIRST_COLUMN_COUNT = 7;

    /** Where an event happened, as {@link Cells#of}; null where it does not say. */
    static final String CELL = "_cell";

    /** The same as PostGIS has it, where it is installed. */
    static final String POINT = "_point";

    private final EventStream stream;
    private final SqlType[] types;
    private final String columns;

    StreamTable(EventStream stream) {
        this.stream = stream;
        this.types =
                stream.fields().stream().map(field -> SqlType.of(field.type())).toArray(SqlType[]::new);
        StringBuilder names = new StringBuilder(FIRST_COLUMNS);
        for (Field field : stream.fields()) {
            names.append(", ").append(Names.column(field.name()));
        }
        this.columns = names.toString();
    }

    /** What {@link #read} needs, for a select. */
    String columns() {
        return columns;
    }

    String name() {
        return Names.table(stream);
    }

    String copySql() {
        String written = stream.position() == null ? columns : columns + ", " + CELL;
        return "copy " + name() + " (" + written + ") from stdin (format binary)";
    }

    /** What tells whether an event is near: its place in the order, its position, and its key where that is a number. */
    List<String> nearColumns() {
        List<String> near = new ArrayList<>(List.of("_partition", "_offset"));
        Position position = Candidate.position(stream);
        near.add(Names.column(position.latitude()));
        near.add(Names.column(position.longitude()));
        if (stream.key() != null && type(stream.key()) == SqlType.BIGINT) {
            near.add(Names.column(stream.key()));
        }
        return near;
    }

    /** The column that stands for a field, or for the stream's time. */
    String column(String field) {
        return field.equals(stream.time()) ? "_time" : Names.column(field);
    }

    SqlType type(String field) {
        int index = stream.indexOf(field);
        if (index < 0 && !field.equals(stream.time())) {
            throw new IllegalArgumentException("stream " + stream.topic() + " has no field " + field);
        }
        return index < 0 ? SqlType.TIME : types[index];
    }

    void write(BinaryCopy copy, ArchivedEvent archived) throws SQLException {
        Event event = archived.event();
        Payload payload = event.payload();
        copy.row(FIRST_COLUMN_COUNT + types.length + (stream.position() == null ? 0 : 1));
        copy.int4(event.at().partition());
        copy.int8(event.at().offset());
        copy.time(event.time());
        copy.time(event.arrived());
        copy.text(payload.origin().text());
        SqlType.JSONB.write(copy, payload.extra());
        SqlType.JSONB.write(copy, archived.flagsJson());
        for (int i = 0; i < types.length; i++) {
            types[i].write(copy, payload.values()[i]);
        }
        if (stream.position() != null) {
            SqlType.BIGINT.write(copy, cell(event, stream.position()));
        }
    }

    private @Nullable Long cell(Event event, Position position) {
        Object latitude = event.value(stream.indexOf(position.latitude()));
        Object longitude = event.value(stream.indexOf(position.longitude()));
        return latitude instanceof Double north && longitude instanceof Double east && Wgs84.isPosition(north, east)
                ? (Long) Cells.of(north, east)
                : null;
    }

    ArchivedEvent read(ResultSet row) throws SQLException {
        @Nullable Object[] values = new @Nullable Object[types.length];
        for (int i = 0; i < types.length; i++) {
            values[i] = types[i].read(row, FIRST_COLUMN_COUNT + 1 + i);
        }
        Instant time = SqlType.timeOf(row, 3);
        Origin origin = Origin.valueOf(row.getString(5).toUpperCase(Locale.ROOT));
        Payload payload = new Payload(values, stream.time() == null ? null : time, origin, row.getString(6));
        Coordinate at = new Coordinate(row.getInt(1), row.getLong(2));
        return new ArchivedEvent(new Event(stream, payload, SqlType.timeOf(row, 4), at), row.getString(7));
    }

    List<ArchivedEvent> readAll(ResultSet rows) throws SQLException {
        List<ArchivedEvent> events = new ArrayList<>();
        while (rows.next()) {
            events.add(read(rows));
        }
        return events;
    }

    /** The unique index on the stream's unique fields, by which a race is known. */
    String uniqueIndex() {
        return Names.index(stream.name(), "unique", String.join(",", stream.unique()));
    }
}
