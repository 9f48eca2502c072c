package datalab.process.publish;

import datalab.lab.event.Event;
import datalab.lab.event.Offsets;
import datalab.store.archive.Scan;
import datalab.store.output.OutputStep;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The events that a step follows. */
public final class NewEvents {
    private NewEvents() {}

    /**
     * Reads the next events of each partition, up to a limit.
     *
     * @param all which fields of which stream
     * @return the offsets reached, of the partitions that were read
     */
    public static Offsets read(
            OutputStep step, Scan all, int max, Offsets from, Offsets progress, Consumer<Event> events) {
        Offsets reached = Offsets.NONE;
        int left = max;
        for (int partition : new TreeMap<>(progress.byPartition()).keySet()) {
            long begin = from.of(partition);
            long end = progress.of(partition);
            if (left > 0 && begin < end) {
                List<Event> some = step.scan(new Scan(all.stream(), all.fields(), partition, begin, end, left));
                some.forEach(events);
                reached = reached.with(
                        partition,
                        some.size() < left ? end : some.getLast().at().offset() + 1);
                left -= some.size();
            }
        }
        return reached;
    }
}
