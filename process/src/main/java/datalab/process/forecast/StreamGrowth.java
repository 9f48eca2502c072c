package datalab.process.forecast;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Which streams are being filled with their history: those that still grow by much from one look to the next. Thread-safe. */
final class StreamGrowth {
    private static final int HUNDREDTH = 100;

    private final Map<String, Long> seen = new ConcurrentHashMap<>();

    /**
     * Looks once more. What comes evenly is taken for live once it is a small part of what is there.
     *
     * @param events how many there are by now
     * @return false of a stream that is empty, looked at for the first time, or has grown by more than a hundredth
     */
    boolean isSettled(String stream, long events) {
        Long before = seen.put(stream, events);
        return before != null && before > 0 && (events - before) * HUNDREDTH <= before;
    }
}
