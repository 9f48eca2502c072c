package datalab.process.alert;

import datalab.lab.alert.Alert;
import datalab.process.alert.WalkedEvents.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** When alerts of the walk hold, by all events at once, as the documentation says it: nothing of it is done in steps. */
final class ExpectedSpans {
    private static final Duration WINDOW = Duration.ofSeconds(10);

    private ExpectedSpans() {}

    /** An episode as a text, so that differences can be read. */
    static String text(String name, Instant since, @Nullable Instant until) {
        return name + " " + since + "/" + (until == null ? "" : until);
    }

    static Set<String> of(Alert alert, List<Reading> all, Instant now) {
        TreeSet<String> spans = new TreeSet<>();
        Map<String, List<Reading>> byName =
                all.stream().collect(Collectors.groupingBy(Reading::name, TreeMap::new, Collectors.toList()));
        byName.forEach((name, readings) -> {
            List<Reading> sorted =
                    readings.stream().sorted(Comparator.comparing(Reading::at)).toList();
            if (alert.silent() != null) {
                silence(name, alert.silent(), sorted, now, spans);
            } else if (alert.of().equals("events")) {
                condition(name, alert, sorted, Duration.ZERO, spans);
            } else {
                condition(name, alert, means(sorted, now), WINDOW, spans);
            }
        });
        return spans;
    }

    private static void silence(String name, Duration allowed, List<Reading> sorted, Instant now, Set<String> spans) {
        for (int i = 0; i < sorted.size(); i++) {
            Instant quiet = sorted.get(i).at().plus(allowed);
            Instant next = i + 1 < sorted.size() ? sorted.get(i + 1).at() : null;
            if (quiet.isBefore(next == null ? now : next)) {
                spans.add(text(name, quiet, next));
            }
        }
    }

    /** Of windows that have ended. */
    private static List<Reading> means(List<Reading> sorted, Instant now) {
        Map<Instant, List<Reading>> windows = new TreeMap<>();
        for (Reading reading : sorted) {
            long second = Math.floorDiv(reading.at().getEpochSecond(), 10L) * 10L;
            windows.computeIfAbsent(Instant.ofEpochSecond(second), start -> new ArrayList<>())
                    .add(reading);
        }
        List<Reading> means = new ArrayList<>();
        windows.forEach((start, in) -> {
            List<Double> values = in.stream()
                    .flatMap(reading -> Stream.ofNullable(reading.value()))
                    .toList();
            if (!start.plus(WINDOW).isAfter(now)) {
                double sum = values.stream().mapToDouble(value -> value).sum();
                means.add(new Reading(in.getFirst().name(), start, values.isEmpty() ? null : sum / values.size()));
            }
        });
        return means;
    }

    private static void condition(String name, Alert alert, List<Reading> points, Duration width, Set<String> spans) {
        int i = 0;
        while (i < points.size()) {
            int fired = fires(alert, points, i, width);
            if (fired < 0) {
                i++;
                continue;
            }
            int end = fired;
            while (end < points.size() && !ends(alert, points.get(end))) {
                end++;
            }
            spans.add(text(
                    name,
                    points.get(i).at(),
                    end < points.size() ? points.get(end).at() : null));
            i = end + 1;
        }
    }

    /** Which point an episode fires with that begins at this one; -1 where none does. */
    private static int fires(Alert alert, List<Reading> points, int from, Duration width) {
        Instant begun = points.get(from).at();
        Instant held = begun;
        for (int i = from; i < points.size() && isHot(points.get(i)); i++) {
            if (Duration.between(held, points.get(i).at()).compareTo(alert.lasting()) > 0) {
                return -1;
            }
            held = points.get(i).at().plus(width);
            if (Duration.between(begun, held).compareTo(alert.lasting()) >= 0) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isHot(Reading point) {
        return point.value() != null && point.value() > 5;
    }

    private static boolean ends(Alert alert, Reading point) {
        return point.value() != null && (alert.until() == null ? point.value() <= 5 : point.value() < 3);
    }
}
