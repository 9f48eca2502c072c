package datalab.store.postgres;

import datalab.lab.EventStream;
import datalab.store.Commit.Amendment;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Writes later flags to events that are archived already. */
final class Amendments {
    private Amendments() {}

    static void apply(Handle handle, EventStream stream, List<Amendment> amended) {
        if (amended.isEmpty()) {
            return;
        }
        int changed = handle.createUpdate("""
                        update %s as archived set _flags = later.flags::jsonb
                        from unnest(:partitions::int[], :offsets::bigint[], :flags) as later (partition, "offset", flags)
                        where archived._partition = later.partition and archived._offset = later."offset"
                        """.formatted(Names.table(stream)))
                .bind(
                        "partitions",
                        TextArray.of(amended, amendment -> amendment.at().partition()))
                .bind(
                        "offsets",
                        TextArray.of(amended, amendment -> amendment.at().offset()))
                .bind("flags", TextArray.of(amended, Amendment::flagsJson))
                .execute();
        if (changed != amended.size()) {
            throw new IllegalStateException(
                    "amended " + changed + " of " + amended.size() + " events of " + stream.topic());
        }
    }
}
