package datalab.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The path of an endpoint, such as {@code /labs/{lab}/streams/{stream}.proto}: a name in braces matches a part of one
 * segment, and {@code {+name}} at the end matches all that follows. Immutable.
 */
final class PathTemplate {
    private final String text;
    private final List<Segment> segments;

    private PathTemplate(String text, List<Segment> segments) {
        this.text = text;
        this.segments = segments;
    }

    /** One segment of it. */
    private sealed interface Segment {

        record Literal(String text) implements Segment {}

        /** @param before the text before the name in its segment, and {@code after} the text after it */
        record Named(String before, String name, String after) implements Segment {}

        record Rest(String name) implements Segment {}
    }

    static PathTemplate of(String text) {
        List<Segment> segments = new ArrayList<>();
        for (String segment : text.substring(1).split("/", -1)) {
            segments.add(segment(segment));
        }
        return new PathTemplate(text, List.copyOf(segments));
    }

    /** The value of each name, if the path matches. */
    Optional<Map<String, String>> match(List<String> path) {
        Map<String, String> names = new HashMap<>();
        for (int i = 0; i < segments.size(); i++) {
            if (i == path.size() || !matches(segments.get(i), path, i, names)) {
                return Optional.empty();
            }
            if (segments.get(i) instanceof Segment.Rest) {
                return Optional.of(names);
            }
        }
        return path.size() == segments.size() ? Optional.of(names) : Optional.empty();
    }

    @Override
    public String toString() {
        return text;
    }

    private static boolean matches(Segment expected, List<String> path, int at, Map<String, String> names) {
        String found = path.get(at);
        return switch (expected) {
            case Segment.Literal(String literal) -> found.equals(literal);
            case Segment.Named(String before, String name, String after) -> {
                boolean fits = found.length() > before.length() + after.length()
                        && found.startsWith(before)
                        && found.endsWith(after);
                if (fits) {
                    names.put(name, found.substring(before.length(), found.length() - after.length()));
                }
                yield fits;
            }
            case Segment.Rest(String name) -> {
                String rest = String.join("/", path.subList(at, path.size()));
                names.put(name, rest);
                yield !rest.isEmpty();
            }
        };
    }

    private static Segment segment(String text) {
        int begin = text.indexOf('{');
        int end = text.indexOf('}');
        if (begin < 0) {
            return new Segment.Literal(text);
        }
        if (text.charAt(begin + 1) == '+') {
            return new Segment.Rest(text.substring(begin + 2, end));
        }
        return new Segment.Named(text.substring(0, begin), text.substring(begin + 1, end), text.substring(end + 1));
    }
}
