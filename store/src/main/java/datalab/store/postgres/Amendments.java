package datalab.store.postgres;

import datalab.lab.Coordinate;
import datalab.lab.EventStream;
import datalab.store.Commit.Amendment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** Writes later flags to events that are archived already; of an event that somebody has deleted since there are none. */
final class Amendments {
    private Amendments() {}

    static void apply(Handle handle, EventStream stream, List<Amendment> amended) {
        if (amended.isEmpty()) {
            return;
        }
        Map<Coordinate, String> latest = new LinkedHashMap<>();
        amended.forEach(amendment -> latest.put(amendment.at(), amendment.flagsJson()));
        handle.createUpdate("""
                        update %s as archived set _flags = later.flags::jsonb
                        from unnest(:partitions::int[], :offsets::bigint[], :flags) as later (partition, "offset", flags)
                        where archived._partition = later.partition and archived._offset = later."offset"
                        """.formatted(Names.table(stream)))
                .bind("partitions", TextArray.of(latest.keySet(), Coordinate::partition))
                .bind("offsets", TextArray.of(latest.keySet(), Coordinate::offset))
                .bind("flags", TextArray.of(latest.values()))
                .execute();
    }
}
