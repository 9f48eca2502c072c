package datalab.store.archive;

import datalab.lab.stream.EventStream;
import datalab.lab.view.ViewFold;
import java.util.List;

/**
 * A query for a range of offsets of one partition of the archive, in the order of the log.
 *
 * @param fields the indexes of those that are wanted; an event has its place, its time and these, and nothing else
 * @param from the first offset
 * @param until beyond the last offset
 * @param limit the most events to answer
 */
public record Scan(EventStream stream, List<Integer> fields, int partition, long from, long until, int limit) {
    public Scan {
        fields = List.copyOf(fields);
    }

    /** Of what a fold takes. */
    public static Scan of(ViewFold fold, int partition, long from, long until, int limit) {
        return new Scan(fold.stream(), fold.fields(), partition, from, until, limit);
    }
}
