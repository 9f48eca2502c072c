package datalab.store.postgres.archive;

import datalab.lab.event.Coordinate;
import datalab.store.archive.ArchivedEvent;
import datalab.store.postgres.sql.BinaryCopy;
import datalab.store.postgres.sql.TextArray;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Replaces what a stream's table has at some places, in one transaction. */
public final class ReplaceEvents {
    private ReplaceEvents() {}

    /**
     * Deletes what is there, and writes these.
     *
     * @param empty where no event is to be
     */
    public static void run(Handle handle, ArchiveTable table, List<ArchivedEvent> events, Collection<Coordinate> empty)
            throws SQLException {
        List<Coordinate> places = new ArrayList<>(empty);
        events.forEach(event -> places.add(event.event().at()));
        handle.createUpdate("""
                        delete from %s using unnest(:partitions::int[], :offsets::bigint[]) as place (_in, _at)
                        where _partition = place._in and _offset = place._at
                        """.formatted(table.name()))
                .bind("partitions", TextArray.of(places, Coordinate::partition))
                .bind("offsets", TextArray.of(places, Coordinate::offset))
                .execute();
        if (!events.isEmpty()) {
            try (BinaryCopy copy = new BinaryCopy(handle.getConnection(), table.copySql())) {
                for (ArchivedEvent event : events) {
                    table.write(copy, event);
                }
                copy.end();
            }
        }
    }
}
