package datalab.store.postgres.ledger;

import datalab.lab.event.Coordinate;
import datalab.lab.stream.EventStream;
import datalab.store.postgres.sql.NumberArray;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Events that outputs have not read yet, of which rows of their views were made. */
public final class UnreadEvents {
    private UnreadEvents() {}

    /** Asks outputs that cannot read some of these any more to write their views whole. */
    public static void dropping(Handle handle, EventStream stream, List<Coordinate> events) {
        handle.createUpdate("""
                        update datalab.outputs as output set asked = asked + 1
                        where lab = :lab and name in (
                            select name from datalab.views where lab = :lab and stream = :stream
                        ) and exists (
                            select from unnest(:partitions, :offsets) as gone (_in, _at)
                            left join datalab.output_progress as at on at.output = output.id and at.partition = gone._in
                            where gone._at >= coalesce(at.next_offset, 0)
                        )
                        """)
                .bind("lab", stream.lab())
                .bind("stream", stream.name())
                .bind("partitions", NumberArray.ofLongs(events, Coordinate::partition))
                .bind("offsets", NumberArray.ofLongs(events, Coordinate::offset))
                .execute();
    }
}
