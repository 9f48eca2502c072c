package datalab.store.postgres.archive;

import static java.util.stream.Collectors.joining;

import datalab.lab.decode.LateDeclaredFields;
import datalab.lab.event.Coordinate;
import datalab.lab.event.DecodedPayload;
import datalab.lab.event.Event;
import datalab.lab.event.Origin;
import datalab.lab.event.RemovedFields;
import datalab.lab.geo.S2Cells;
import datalab.lab.geo.Wgs84;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import datalab.lab.stream.PositionFields;
import datalab.store.archive.ArchivedEvent;
import datalab.store.postgres.sql.BinaryCopy;
import datalab.store.postgres.sql.SqlIdentifiers;
import datalab.store.postgres.sql.SqlType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The archive of one stream as a table: which columns it has, and how events get in and out. Immutable.
 */
public final class ArchiveTable {
    /** Before the fields, in every statement that reads or writes whole events. */
    private static final String FIRST_COLUMNS = "_partition, _offset, _time, _arrived, _origin, _extra, _usual, _flags";

    private static final int FIRST_COLUMN_COUNT = 8;

    /** Where an event happened, as {@link S2Cells#of}; null where it does not say. */
    public static final String CELL = "_cell";

    /** The same as PostGIS has it, where it is installed. */
    public static final String POINT = "_point";

    private final EventStream stream;
    private final FlagDictionary usual;
    private final LateDeclaredFields later;
    private final List<RemovedFieldColumn> former;
    private final SqlType[] types;
    private final String columns;

    /** The table as a stream declares it. */
    public ArchiveTable(EventStream stream) {
        this(stream, FlagDictionary.none(stream), List.of());
    }

    /**
     * The table as it is.
     *
     * @param former columns of fields that the stream does not declare any more
     */
    public ArchiveTable(EventStream stream, FlagDictionary usual, List<RemovedFieldColumn> former) {
        this.stream = stream;
        this.usual = usual;
        this.later = new LateDeclaredFields(stream);
        this.former = List.copyOf(former);
        this.types =
                stream.fields().stream().map(field -> SqlType.of(field.type())).toArray(SqlType[]::new);
        StringBuilder names = new StringBuilder(FIRST_COLUMNS);
        for (Field field : stream.fields()) {
            names.append(", ").append(SqlIdentifiers.column(field.name()));
        }
        this.columns = names.toString();
    }

    EventStream stream() {
        return stream;
    }

    /** What {@link #read} needs, for a select. */
    String columns() {
        return former.stream()
                .map(column -> ", " + SqlIdentifiers.quoted(column.name()))
                .collect(joining("", columns, ""));
    }

    /** An expression for how large an event is, as far as that may be much. PostgreSQL need not read texts for it. */
    String bytes() {
        StringBuilder sum = new StringBuilder("case when pg_column_compression(_extra) is null")
                .append(" then coalesce(pg_column_size(_extra), 0) else octet_length(_extra::text) end");
        stream.fields().stream()
                .filter(field -> SqlType.of(field.type()) == SqlType.TEXT)
                .map(field -> SqlIdentifiers.column(field.name()))
                .forEach(column -> plusLength(sum, column));
        former.stream()
                .filter(column -> column.type() == SqlType.TEXT)
                .map(column -> SqlIdentifiers.quoted(column.name()))
                .forEach(column -> plusLength(sum, column));
        return sum.toString();
    }

    private static void plusLength(StringBuilder sum, String column) {
        sum.append(" + coalesce(octet_length(").append(column).append("), 0)");
    }

    public String name() {
        return SqlIdentifiers.table(stream);
    }

    public String copySql() {
        String written = stream.position() == null ? columns : columns + ", " + CELL;
        return "copy " + name() + " (" + written + ") from stdin (format binary)";
    }

    /** What tells whether an event is near: its place in the order, its position, and its key where that is a number. */
    public List<String> nearColumns() {
        List<String> near = new ArrayList<>(List.of("_partition", "_offset"));
        PositionFields position = position(stream);
        near.add(SqlIdentifiers.column(position.latitude()));
        near.add(SqlIdentifiers.column(position.longitude()));
        if (stream.key() != null && type(stream.key()) == SqlType.BIGINT) {
            near.add(SqlIdentifiers.column(stream.key()));
        }
        return near;
    }

    /** The column of a field, or of the stream's time. */
    public String column(String field) {
        return field.equals(stream.time()) ? "_time" : SqlIdentifiers.column(field);
    }

    public SqlType type(String field) {
        int index = stream.indexOf(field);
        if (index < 0 && !field.equals(stream.time())) {
            throw new IllegalArgumentException("stream " + stream.topic() + " has no field " + field);
        }
        return index < 0 ? SqlType.TIME : types[index];
    }

    public void write(BinaryCopy copy, ArchivedEvent archived) throws SQLException {
        Event event = archived.event();
        DecodedPayload payload = event.payload();
        copy.row(FIRST_COLUMN_COUNT + types.length + (stream.position() == null ? 0 : 1));
        copy.int4(event.at().partition());
        copy.int8(event.at().offset());
        copy.time(event.time());
        copy.time(event.arrived());
        copy.text(payload.origin().text());
        SqlType.JSONB.write(copy, payload.extra());
        writeFlags(copy, archived.flagsJson());
        for (int i = 0; i < types.length; i++) {
            types[i].write(copy, payload.values()[i]);
        }
        if (stream.position() != null) {
            SqlType.BIGINT.write(copy, cell(event, stream.position()));
        }
    }

    private void writeFlags(BinaryCopy copy, @Nullable String flagsJson) throws SQLException {
        Integer number = usual.number(flagsJson);
        if (number == null) {
            copy.nothing();
            SqlType.JSONB.write(copy, flagsJson);
        } else {
            copy.int2(number);
            copy.nothing();
        }
    }

    FlagDictionary usual() {
        return usual;
    }

    private @Nullable Long cell(Event event, PositionFields position) {
        Object latitude = event.value(stream.indexOf(position.latitude()));
        Object longitude = event.value(stream.indexOf(position.longitude()));
        return latitude instanceof Double north && longitude instanceof Double east && Wgs84.isPosition(north, east)
                ? (Long) S2Cells.of(north, east)
                : null;
    }

    ArchivedEvent read(ResultSet row) throws SQLException {
        @Nullable Object[] values = new @Nullable Object[types.length];
        for (int i = 0; i < types.length; i++) {
            values[i] = types[i].read(row, FIRST_COLUMN_COUNT + 1 + i);
        }
        Instant time = SqlType.timeOf(row, 3);
        Instant arrived = SqlType.timeOf(row, 4);
        boolean hasOwnTime =
                stream.time() != null || !time.equals(arrived); // the latter: from when it had a time field
        Origin origin = Origin.valueOf(row.getString(5).toUpperCase(Locale.ROOT));
        DecodedPayload payload = new DecodedPayload(values, hasOwnTime ? time : null, origin, undeclared(row, values));
        Coordinate at = new Coordinate(row.getInt(1), row.getLong(2));
        return new ArchivedEvent(new Event(stream, payload, arrived, at), flags(row));
    }

    /**
     * The undeclared fields, former ones among them. Puts values that a process with an older lab.yaml has archived as
     * undeclared where they belong by now.
     */
    private @Nullable String undeclared(ResultSet row, @Nullable Object[] values) throws SQLException {
        String extra = row.getString(6);
        if (extra != null && later.mayBeIn(extra)) {
            LateDeclaredFields.Found found = later.find(extra);
            for (int i = 0; i < values.length; i++) {
                values[i] = values[i] == null ? found.values()[i] : values[i];
            }
            extra = found.extra();
        }
        return RemovedFields.beside(extra, former(row));
    }

    private Map<String, Object> former(ResultSet row) throws SQLException {
        if (former.isEmpty()) {
            return Map.of();
        }
        Map<String, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < former.size(); i++) {
            Object value = former.get(i).type().read(row, FIRST_COLUMN_COUNT + types.length + 1 + i);
            if (value != null) {
                values.put(former.get(i).field(), value);
            }
        }
        return values;
    }

    private @Nullable String flags(ResultSet row) throws SQLException {
        int number = row.getInt(7);
        return row.wasNull()
                ? row.getString(8)
                : usual.text(number, row.getStatement().getConnection());
    }

    /** The unique index on the stream's unique fields, by which concurrent duplicates are detected. */
    public String uniqueIndex() {
        return SqlIdentifiers.index(stream.name(), "unique", String.join(",", stream.unique()));
    }

    /** The fields of a stream's positions, which it must have. */
    public static PositionFields position(EventStream stream) {
        return Objects.requireNonNull(stream.position(), stream::topic);
    }
}
