package datalab.store.postgres.archive;

import datalab.lab.event.Coordinate;
import datalab.store.ledger.Commit.Amendment;
import datalab.store.postgres.sql.TextArray;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** Writes later flags to events that are archived already; an event that was deleted since is skipped. */
public final class FlagAmendments {
    private FlagAmendments() {}

    public static void apply(Handle handle, ArchiveTable table, List<Amendment> amended) {
        if (amended.isEmpty()) {
            return;
        }
        Map<Coordinate, String> latest = new LinkedHashMap<>();
        amended.forEach(amendment -> latest.put(amendment.at(), amendment.flagsJson()));
        FlagDictionary usual = table.usual();
        handle.createUpdate("""
                        update %s as archived set _usual = later.usual::smallint, _flags = later.flags::jsonb
                        from unnest(:partitions::int[], :offsets::bigint[], :usual, :flags)
                            as later (partition, "offset", usual, flags)
                        where archived._partition = later.partition and archived._offset = later."offset"
                        """.formatted(table.name()))
                .bind("partitions", TextArray.of(latest.keySet(), Coordinate::partition))
                .bind("offsets", TextArray.of(latest.keySet(), Coordinate::offset))
                .bind("usual", TextArray.of(latest.values(), usual::number))
                .bind("flags", TextArray.of(latest.values(), flags -> usual.number(flags) == null ? flags : null))
                .execute();
    }
}
