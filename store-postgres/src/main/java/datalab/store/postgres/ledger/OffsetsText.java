package datalab.store.postgres.ledger;

import datalab.lab.event.Offsets;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Offsets as a column has them: {@code partition:offset}, with a space between. */
public final class OffsetsText {
    private OffsetsText() {}

    public static String of(Offsets offsets) {
        return new TreeMap<>(offsets.byPartition())
                .entrySet().stream()
                        .map(each -> each.getKey() + ":" + each.getValue())
                        .collect(Collectors.joining(" "));
    }

    public static Offsets parse(String text) {
        Map<Integer, Long> offsets = new HashMap<>();
        for (String each : text.isEmpty() ? new String[0] : text.split(" ")) {
            int colon = each.indexOf(':');
            offsets.put(Integer.valueOf(each.substring(0, colon)), Long.valueOf(each.substring(colon + 1)));
        }
        return new Offsets(offsets);
    }
}
