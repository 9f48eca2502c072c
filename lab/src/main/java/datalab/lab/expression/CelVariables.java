package datalab.lab.expression;

import datalab.lab.event.Event;
import datalab.lab.stream.EventStream;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelReference;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The set of fields that an expression references. Immutable. */
final class CelVariables {
    /** The placeholder for the event time among the indexes of fields. */
    private static final int TIME = -1;

    private final Map<String, Integer> indexes;

    private CelVariables(Map<String, Integer> indexes) {
        this.indexes = indexes;
    }

    static CelVariables of(CelAbstractSyntaxTree tree, EventStream stream) {
        Map<String, Integer> indexes = new LinkedHashMap<>();
        for (CelReference reference : tree.getReferenceMap().values()) {
            String name = reference.name();
            if (stream.indexOf(name) >= 0 || name.equals(stream.time())) {
                indexes.put(name, stream.indexOf(name));
            }
        }
        return new CelVariables(indexes);
    }

    Set<Integer> fields() {
        return indexes.values().stream().filter(index -> index != TIME).collect(Collectors.toUnmodifiableSet());
    }

    boolean allPresent(Event event) {
        for (int index : indexes.values()) {
            if (index != TIME && event.value(index) == null) {
                return false;
            }
        }
        return true;
    }

    @Nullable
    Object value(String name, Event event) {
        Integer index = indexes.get(name);
        if (index == null) {
            return null;
        }
        return index == TIME ? event.time() : event.value(index);
    }
}
