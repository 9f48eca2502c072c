package datalab.ingest.mqtt.live;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The latest events, held once for all subscribers, who remember numbers: so what waits for them is bounded however many
 * they are. One thread adds; any reads.
 */
public final class RecentEvents {
    private static final int COUNT_MAX = 1 << 17;

    private final AtomicReferenceArray<@Nullable Held> slots = new AtomicReferenceArray<>(COUNT_MAX);
    private final int bytesMax;
    private long first = 1;
    private long next = 1;
    private long bytes;

    private record Held(long number, LiveEvent event) {}

    public RecentEvents(int bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** Holds an event in place of the oldest ones, and returns its number. */
    public long add(LiveEvent event) {
        bytes += event.bytes();
        while (first < next && (bytes > bytesMax || next - first >= COUNT_MAX)) {
            Held oldest = slots.getAndSet(slot(first), null);
            bytes -= oldest == null ? 0 : oldest.event.bytes();
            first++;
        }
        slots.set(slot(next), new Held(next, event));
        return next++;
    }

    /** Null where it is not held any more. */
    @Nullable
    public LiveEvent get(long number) {
        Held held = slots.get(slot(number));
        return held == null || held.number != number ? null : held.event;
    }

    private static int slot(long number) {
        return (int) (number & (COUNT_MAX - 1));
    }
}
