package datalab.web.flags;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the flags of events, most of which have the same few texts. Owned by one thread. */
final class FlagReader {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String OF_ALL_TESTS = "aggregate";
    private static final int TEXTS_MAX = 10_000;

    private final @Nullable String onlyTest;
    private final Map<String, List<Found>> known = new HashMap<>();

    /** @param onlyTest the test whose flags count; null for all tests */
    FlagReader(@Nullable String onlyTest) {
        this.onlyTest = onlyTest;
    }

    /** A flag of concern, of one test of one field. */
    record Found(Source source, Concern concern) {}

    record Source(String field, String test) {}

    List<Found> read(@Nullable String flagsJson) {
        if (flagsJson == null) {
            return List.of();
        }
        List<Found> before = known.get(flagsJson);
        if (before != null) {
            return before;
        }
        List<Found> found = parse(flagsJson);
        if (known.size() < TEXTS_MAX) {
            known.put(flagsJson, found);
        }
        return found;
    }

    private List<Found> parse(String flagsJson) {
        List<Found> found = new ArrayList<>();
        tree(flagsJson)
                .properties()
                .forEach(field -> field.getValue().properties().forEach(test -> {
                    Concern concern = Concern.of(test.getValue().asInt());
                    if (concern != null && counts(test.getKey())) {
                        found.add(new Found(new Source(field.getKey(), test.getKey()), concern));
                    }
                }));
        return List.copyOf(found);
    }

    private boolean counts(String test) {
        return onlyTest == null ? !test.equals(OF_ALL_TESTS) : test.equals(onlyTest);
    }

    private static JsonNode tree(String flagsJson) {
        try {
            return JSON.readTree(flagsJson);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("flags are no JSON: " + flagsJson, e);
        }
    }
}
