package datalab.system.attack;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** How long clients waited for their answers, and what they were answered instead. Thread-safe. */
final class Answers {
    private final List<String> kinds;
    private final Map<String, List<Long>> nanos = new ConcurrentHashMap<>();
    private final List<String> refusals = new CopyOnWriteArrayList<>();

    /** @param kinds of answers that there are to be */
    Answers(List<String> kinds) {
        this.kinds = List.copyOf(kinds);
    }

    void add(String kind, long waitedNanos) {
        nanos.computeIfAbsent(kind, name -> Collections.synchronizedList(new ArrayList<>()))
                .add(waitedNanos);
    }

    void refuse(String kind, String why) {
        refusals.add(kind + ": " + why);
    }

    List<String> refusals() {
        return refusals;
    }

    /** How many of the kind with the fewest. */
    int fewest() {
        return kinds.stream()
                .mapToInt(kind -> nanos.getOrDefault(kind, List.of()).size())
                .min()
                .orElse(0);
    }

    /** What so great a part of those of the slowest kind took at most. */
    Duration within(double part) {
        return nanos.keySet().stream()
                .map(kind -> within(kind, part))
                .max(Duration::compareTo)
                .orElseThrow();
    }

    private Duration within(String kind, double part) {
        List<Long> sorted = List.copyOf(nanos.getOrDefault(kind, List.of())).stream()
                .sorted()
                .toList();
        return Duration.ofNanos(sorted.get((int) Math.ceil(part * sorted.size()) - 1));
    }

    /** Of each kind how many, and the median, the 99th percentile and the longest in milliseconds. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(nanos)
                .forEach((kind, all) -> text.append(String.format(
                        Locale.ROOT,
                        "  %s %d: %d %d %d",
                        kind,
                        all.size(),
                        within(kind, 0.5).toMillis(),
                        within(kind, 0.99).toMillis(),
                        within(kind, 1).toMillis())));
        return text.toString();
    }
}
