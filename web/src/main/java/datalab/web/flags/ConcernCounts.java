package datalab.web.flags;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;

/** How many events, or flags, are of each concern. Owned by one thread. */
final class ConcernCounts {
    /** Those with most failures first. */
    static final Comparator<ConcernCounts> WORST_FIRST = Comparator.<ConcernCounts>comparingLong(
                    counts -> counts.of(Concern.FAIL))
            .thenComparingLong(counts -> counts.of(Concern.SUSPECT))
            .thenComparingLong(counts -> counts.of(Concern.MISSING))
            .reversed();

    private final Map<Concern, Long> each = new EnumMap<>(Concern.class);
    private long events;

    void add(Concern concern) {
        each.merge(concern, 1L, Long::sum);
    }

    void addEvent() {
        events++;
    }

    long of(Concern concern) {
        return each.getOrDefault(concern, 0L);
    }

    long events() {
        return events;
    }

    boolean isEmpty() {
        return of(Concern.FAIL) + of(Concern.SUSPECT) + of(Concern.MISSING) == 0;
    }

    /** As members of an object that is open. */
    void write(JsonGenerator json) throws IOException {
        for (Concern concern : Concern.values()) {
            json.writeNumberField(concern.text(), of(concern));
        }
    }
}
