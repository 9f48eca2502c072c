package datalab.store.postgres.archive;

import datalab.lab.event.Coordinate;
import datalab.lab.event.DecodedPayload;
import datalab.lab.event.Event;
import datalab.lab.event.Origin;
import datalab.lab.stream.EventStream;
import datalab.store.archive.Scan;
import datalab.store.postgres.sql.BinaryRows;
import datalab.store.postgres.sql.SqlIdentifiers;
import datalab.store.postgres.sql.SqlType;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Reads a part of the archive: of an event its place, its time, its origin and the fields that are wanted. */
public final class ScanEvents {
    /** One letter takes less room on the way, and less time to read, than the name. */
    private static final String ORIGIN_LETTER = """
            case _origin when 'observed' then 'o'::"char" when 'modelled' then 'm'::"char" else 's'::"char" end""";

    private final Scan scan;
    private final EventStream stream;
    private final int[] fields;
    private final SqlType[] types;
    private final String columns;

    public ScanEvents(Scan scan) {
        this.scan = scan;
        this.stream = scan.stream();
        this.fields = scan.fields().stream().mapToInt(Integer::intValue).toArray();
        this.types = scan.fields().stream()
                .map(field -> SqlType.of(stream.fields().get(field).type()))
                .toArray(SqlType[]::new);
        StringBuilder names = new StringBuilder("_offset, _time, " + ORIGIN_LETTER);
        for (int field : fields) {
            names.append(", ")
                    .append(SqlIdentifiers.column(stream.fields().get(field).name()));
        }
        this.columns = names.toString();
    }

    public List<Event> run(Handle handle) throws SQLException {
        String sql = """
                copy (select %s from %s where _partition = %s and _offset >= %s and _offset < %s order by _offset limit %s)
                to stdout (format binary)
                """.formatted(
                columns, SqlIdentifiers.table(stream), scan.partition(), scan.from(), scan.until(), scan.limit());
        List<Event> events = new ArrayList<>();
        try (BinaryRows rows = new BinaryRows(handle.getConnection(), sql)) {
            while (rows.next()) {
                events.add(read(rows));
            }
        }
        return events;
    }

    private Event read(BinaryRows rows) {
        Coordinate at = new Coordinate(scan.partition(), rows.int8());
        Instant time = rows.time();
        Origin origin = switch (rows.char1()) {
            case 'o' -> Origin.OBSERVED;
            case 'm' -> Origin.MODELLED;
            default -> Origin.SIMULATED;
        };
        @Nullable Object[] values = new @Nullable Object[stream.fields().size()];
        for (int i = 0; i < fields.length; i++) {
            values[fields[i]] = types[i].read(rows);
        }
        return new Event(stream, new DecodedPayload(values, time, origin, null), time, at);
    }
}
