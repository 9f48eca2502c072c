package datalab.process.publish;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the rows of a view have been at each moment, told from the events of each name and from when all before were taken
 * out; and what a reader has seen of them. Names are in the order of their windows. Owned by one thread.
 */
final class ExpectedRows {
    private final boolean haveTotals;
    private final Map<String, History> histories = new TreeMap<>();
    private final TreeSet<Long> moments = new TreeSet<>(List.of(0L));
    private final Map<String, Long> shown = new TreeMap<>();

    /** @param haveTotals whether rows also show what all names up to theirs come to */
    ExpectedRows(boolean haveTotals) {
        this.haveTotals = haveTotals;
    }

    /** The clocks of a name's events, and of the moments at which all before were taken out. */
    private record History(List<Long> events, List<Long> removals) {
        List<Long> at(long clock) {
            long removed = removals.stream().filter(at -> at <= clock).reduce(0L, Math::max);
            return events.stream().filter(at -> at > removed && at <= clock).toList();
        }
    }

    void event(String name, long clock) {
        history(name).events.add(clock);
    }

    void removal(String name, long clock) {
        history(name).removals.add(clock);
    }

    /** From now on a reader may see the rows as they are at this clock. */
    void moment(long clock) {
        moments.add(clock);
    }

    /** What came after this clock has never been. */
    void takeBack(long clock) {
        histories.values().forEach(history -> history.events.removeIf(at -> at > clock));
        moments.tailSet(clock, false).clear();
    }

    private History history(String name) {
        return histories.computeIfAbsent(name, one -> new History(new ArrayList<>(), new ArrayList<>()));
    }

    /** The rows as they are now, by name: how many events, the clock of the last, and the same of all names up to it. */
    Map<String, List<Long>> now() {
        Map<String, List<Long>> now = new TreeMap<>();
        histories.keySet().forEach(name -> row(name, moments.last()).ifPresent(row -> now.put(name, row)));
        return now;
    }

    private Optional<List<Long>> row(String name, long clock) {
        List<Long> events = history(name).at(clock);
        if (events.isEmpty()) {
            return Optional.empty();
        }
        List<Long> row = new ArrayList<>(List.of((long) events.size(), events.getLast()));
        if (haveTotals) {
            List<Long> all = histories.entrySet().stream()
                    .filter(other -> other.getKey().compareTo(name) <= 0)
                    .flatMap(other -> other.getValue().at(clock).stream())
                    .toList();
            row.add((long) all.size());
            row.add(all.stream().reduce(0L, Math::max));
        }
        return Optional.of(row);
    }

    /** Each row is as it was at some moment, and not at an earlier one than it was seen as before; else why not. */
    Optional<String> fault(Map<String, List<Long>> seen) {
        for (String name : histories.keySet()) {
            Optional<List<Long>> row = Optional.ofNullable(seen.get(name));
            Optional<Long> moment = moments.tailSet(shown.getOrDefault(name, 0L)).stream()
                    .filter(clock -> row(name, clock).equals(row))
                    .findFirst();
            if (moment.isEmpty()) {
                return Optional.of("row " + name + " shows " + row + ", as it was not since " + shown.get(name));
            }
            shown.put(name, moment.get());
        }
        return Optional.empty();
    }
}
