package datalab.process.speed;

import datalab.forecast.Forecast;
import datalab.store.archive.ArchivedEvent;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What flags from a model events of a walk may have. Their test is suspect above one standard deviation, and fails above two. */
final class ModelFlags {
    private static final Pattern FLAG = Pattern.compile("\"(climatology|residual)\": ?(\\d)");
    private static final int NOT_EVALUATED = 2;

    private final Set<String> refolded = new HashSet<>();
    private int evaluated;

    /** Notes events that were flagged before a fit came to count, and committed after it. */
    void refolded(Collection<ArchivedEvent> events) {
        events.forEach(archived -> refolded.add(archived.event().at().toString()));
    }

    /** How often a flag was seen to say something. */
    int evaluated() {
        return evaluated;
    }

    /**
     * What is wrong with the flag that an archived event has.
     *
     * @param test which one
     * @param scored what is in its score; empty where it has none
     * @param forecasts what any fit would have said
     */
    Optional<String> wrong(
            ArchivedEvent archived, String test, Optional<Forecast> scored, Collection<Forecast> forecasts) {
        int flag = flags(String.valueOf(archived.flagsJson())).getOrDefault(test, -1);
        Object observed = archived.event().value(1);
        double value = ((Number) Objects.requireNonNull(observed)).doubleValue();
        Set<Integer> right = new HashSet<>();
        right.add(scored.map(forecast -> flag(value, forecast)).orElse(NOT_EVALUATED));
        if (refolded.contains(archived.event().at().toString())) {
            right.add(NOT_EVALUATED);
            forecasts.forEach(forecast -> right.add(flag(value, forecast)));
        }
        evaluated += flag == NOT_EVALUATED ? 0 : 1;
        return right.contains(flag)
                ? Optional.empty()
                : Optional.of(archived.event().at() + " has " + test + " " + flag + ", expected one of " + right);
    }

    private static int flag(double value, Forecast forecast) {
        double deviations = Math.abs(value - forecast.mean()) / forecast.sd();
        if (forecast.sd() == 0) {
            return NOT_EVALUATED;
        }
        return deviations > 2 ? 4 : deviations > 1 ? 3 : 1;
    }

    private static Map<String, Integer> flags(String json) {
        Map<String, Integer> flags = new HashMap<>();
        for (Matcher each = FLAG.matcher(json); each.find(); ) {
            flags.put(each.group(1), Integer.valueOf(each.group(2)));
        }
        return flags;
    }
}
