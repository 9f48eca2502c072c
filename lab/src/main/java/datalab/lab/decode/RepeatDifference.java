package datalab.lab.decode;

import datalab.lab.event.DecodedPayload;
import datalab.lab.event.Event;
import datalab.lab.json.JsonContent;
import datalab.lab.json.ValueJson;
import datalab.lab.stream.EventStream;
import datalab.lab.text.Excerpt;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Compares an event with an earlier one of the same identity, and names the fields that differ. */
public final class RepeatDifference {
    private static final int NAMES_MAX = 5;

    private RepeatDifference() {}

    /**
     * The names of the fields whose values would be lost where only the first one stays; empty where it says the same. What
     * DataLab itself found out does not count, nor that the later one has no time of its own.
     */
    public static List<String> otherValues(Event first, DecodedPayload again) {
        List<String> names = new ArrayList<>();
        EventStream stream = first.stream();
        for (int i = 0; i < stream.fields().size(); i++) {
            if (!Objects.equals(first.value(i), again.values()[i])) {
                names.add(stream.fields().get(i).name());
            }
        }
        Instant time = again.time();
        if (time != null && !time.equals(first.time())) {
            names.add(String.valueOf(stream.time()));
        }
        if (first.payload().origin() != again.origin()) {
            names.add("_origin");
        }
        names.addAll(otherMembers(first.payload().extra(), again.extra()));
        return names;
    }

    /** For people: which event is there. */
    public static String text(Event event) {
        List<Object> values = event.uniqueValues();
        StringJoiner identity = new StringJoiner(", ");
        for (int i = 0; i < values.size(); i++) {
            identity.add(event.stream().unique().get(i) + " " + Excerpt.of(ValueJson.text(values.get(i))));
        }
        return "there is an event with " + identity + " already, which stays as it is";
    }

    /**
     * For people: which event is there, and what the later one would change.
     *
     * @param otherValues as {@link #otherValues} answers them
     */
    public static String text(Event first, List<String> otherValues) {
        if (otherValues.isEmpty()) {
            return text(first);
        }
        String names = String.join(", ", otherValues.subList(0, Math.min(NAMES_MAX, otherValues.size())));
        int more = otherValues.size() - NAMES_MAX;
        return text(first) + " (" + first.at() + "); this one has other values of " + names
                + (more > 0 ? " and " + more + " more" : "") + " and is kept as a reject";
    }

    private static List<String> otherMembers(@Nullable String first, @Nullable String again) {
        if (Objects.equals(first, again)) {
            return List.of();
        }
        Map<String, Object> ofFirst = JsonContent.of(first);
        Map<String, Object> ofAgain = JsonContent.of(again);
        Set<String> names = new TreeSet<>(ofFirst.keySet());
        names.addAll(ofAgain.keySet());
        names.removeIf(name -> Objects.equals(ofFirst.get(name), ofAgain.get(name)));
        names.remove(EventDecoder.UNKNOWN);
        return names.stream().map(Excerpt::of).toList();
    }
}
