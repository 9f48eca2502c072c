package datalab.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The parameters in the query of a URL, in their order, with all that is given for each. Immutable. */
public final class Parameters {
    private final Map<String, List<String>> values;

    private Parameters(Map<String, List<String>> values) {
        this.values = values;
    }

    /**
     * Reads a query.
     *
     * @throws MalformedUrl where an escape is broken, or what was escaped is not UTF-8
     */
    public static Parameters of(@Nullable String query) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (String pair : (query == null ? "" : query).split("&", -1)) {
            if (!pair.isEmpty()) {
                int sign = pair.indexOf('=');
                String name = PercentEncoding.decode(sign < 0 ? pair : pair.substring(0, sign), true);
                String value = sign < 0 ? "" : PercentEncoding.decode(pair.substring(sign + 1), true);
                values.computeIfAbsent(name, ignored -> new ArrayList<>()).add(value);
            }
        }
        return new Parameters(values);
    }

    public Set<String> names() {
        return Set.copyOf(values.keySet());
    }

    /** What is given for a name; empty for nothing. */
    public List<String> all(String name) {
        return List.copyOf(values.getOrDefault(name, List.of()));
    }
}
