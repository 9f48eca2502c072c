package datalab.web.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a client accepts, by the header lines of {@code Accept} or {@code Accept-Encoding}, with the weight of each (RFC 9110,
 * section 12.4.2). Immutable.
 */
public final class AcceptWeights {
    private static final double FULL = 1;

    private final List<Range> ranges;

    private AcceptWeights(List<Range> ranges) {
        this.ranges = ranges;
    }

    private record Range(String value, double weight) {}

    public static AcceptWeights of(List<String> lines) {
        List<Range> ranges = new ArrayList<>();
        for (String line : lines) {
            for (String part : line.toLowerCase(Locale.ROOT).split(",", -1)) {
                String[] parameters = part.split(";", -1);
                if (!parameters[0].isBlank()) {
                    ranges.add(new Range(parameters[0].strip(), weight(parameters)));
                }
            }
        }
        return new AcceptWeights(List.copyOf(ranges));
    }

    /** The weight of the first of some ranges that is named, the most exact first; {@code absent} where none is. */
    public double of(List<String> mostExactFirst, double absent) {
        return mostExactFirst.stream()
                .flatMap(name -> ranges.stream().filter(range -> range.value().equals(name)))
                .mapToDouble(Range::weight)
                .findFirst()
                .orElse(absent);
    }

    /** Where the first of some ranges stands among all that were named. */
    public int place(List<String> mostExactFirst) {
        return mostExactFirst.stream()
                .map(name -> ranges.stream().map(Range::value).toList().indexOf(name))
                .filter(index -> index >= 0)
                .findFirst()
                .orElse(Integer.MAX_VALUE);
    }

    private static double weight(String[] parameters) {
        for (int i = 1; i < parameters.length; i++) {
            String parameter = parameters[i].replace(" ", "").replace("\t", "");
            if (parameter.matches("q=(0(\\.\\d{0,3})?|1(\\.0{0,3})?)")) {
                return Double.parseDouble(parameter.substring(2));
            }
        }
        return FULL;
    }
}
