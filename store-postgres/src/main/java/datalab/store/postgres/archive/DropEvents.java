package datalab.store.postgres.archive;

import datalab.lab.event.Coordinate;
import datalab.lab.stream.EventStream;
import datalab.store.postgres.ledger.DroppedIds;
import datalab.store.postgres.ledger.HorizonRow;
import datalab.store.postgres.ledger.UnreadEvents;
import datalab.store.postgres.sql.NumberArray;
import datalab.store.postgres.sql.SqlType;
import datalab.store.retention.Retained;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Drops the oldest events from before a stream's horizon, in one transaction with what has to be known of them afterwards. */
public final class DropEvents {
    private final Handle handle;
    private final EventStream stream;
    private final ArchiveTable table;

    public DropEvents(Handle handle, ArchiveTable table) {
        this.handle = handle;
        this.stream = table.stream();
        this.table = table;
    }

    private record Expired(Coordinate at, List<Object> uniqueValues) {}

    /** Answers how many were dropped, at most the limit. */
    public int run(int limit) {
        Optional<Instant> horizon = HorizonRow.of(handle, Retained.of(stream));
        List<Expired> expired = horizon.map(before -> expired(before, limit)).orElse(List.of());
        if (expired.isEmpty()) {
            return 0;
        }
        if (DroppedIds.areKept(stream)) {
            DroppedIds.keep(
                    handle, stream, expired.stream().map(Expired::uniqueValues).toList());
        }
        UnreadEvents.dropping(handle, stream, expired.stream().map(Expired::at).toList());
        return handle.createUpdate("""
                        delete from %s using unnest(:partitions, :offsets) as gone (_in, _at)
                        where _partition = gone._in::int and _offset = gone._at
                        """.formatted(table.name()))
                .bind(
                        "partitions",
                        NumberArray.ofLongs(expired, event -> event.at().partition()))
                .bind(
                        "offsets",
                        NumberArray.ofLongs(expired, event -> event.at().offset()))
                .execute();
    }

    /** Whoever else drops some of them is not waited for. */
    private List<Expired> expired(Instant before, int limit) {
        List<String> unique = DroppedIds.areKept(stream) ? stream.unique() : List.of();
        StringBuilder columns = new StringBuilder("_partition, _offset");
        unique.forEach(field -> columns.append(", ").append(table.column(field)));
        return handle.createQuery(
                        "select %s from %s where _time < :before order by _time limit :limit for update skip locked"
                                .formatted(columns, table.name()))
                .bind("before", SqlType.parameter(before))
                .bind("limit", limit)
                .map((row, context) ->
                        new Expired(new Coordinate(row.getInt(1), row.getLong(2)), uniqueValues(row, unique)))
                .list();
    }

    private List<Object> uniqueValues(ResultSet row, List<String> unique) throws SQLException {
        List<Object> values = new ArrayList<>(unique.size());
        for (int i = 0; i < unique.size(); i++) {
            Object value = table.type(unique.get(i)).read(row, 3 + i);
            if (value != null) {
                values.add(value);
            }
        }
        return values;
    }
}
