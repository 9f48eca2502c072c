package datalab.lab.yaml.syntax;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** The entries of a map of a lab.yaml by name, in the order of the file. Names that stand there twice are noted. */
public final class YamlMap {
    private final YamlValue self;
    private final boolean readable;
    private final Map<String, YamlValue> entries = new LinkedHashMap<>();

    YamlMap(YamlValue self, MappingNode node) {
        this.self = self;
        this.readable = true;
        for (NodeTuple tuple : node.getValue()) {
            add(self.entry(tuple.getKeyNode(), tuple.getValueNode()), tuple.getKeyNode());
        }
    }

    private YamlMap(YamlValue self) {
        this.self = self;
        this.readable = false;
    }

    /** The placeholder for a value that is no map. Missing entries are not reported, as the wrong type already was. */
    static YamlMap empty(YamlValue self) {
        return new YamlMap(self);
    }

    private void add(YamlValue entry, Node key) {
        if (!(key instanceof ScalarNode)) {
            entry.refuseName("a map or a list", "a name", null);
            return;
        }
        YamlValue first = entries.putIfAbsent(entry.name(), entry);
        if (first != null) {
            entry.refuseName("it a second time (first in line " + first.line() + ")", "each name once", null);
        }
    }

    /** An empty map in the place of an entry that is missing. */
    public YamlMap nothing() {
        return empty(self);
    }

    @Nullable
    public YamlValue get(String name) {
        return entries.get(name);
    }

    public boolean has(String name) {
        return entries.containsKey(name);
    }

    /** The entry, noted as a mistake where it is missing. */
    @Nullable
    public YamlValue require(String name, String expected) {
        YamlValue entry = entries.get(name);
        if (entry == null && readable) {
            self.refuseName("no " + name, name + ": and " + expected, null);
        }
        return entry;
    }

    /** What is read of an entry; the other thing where it is missing or mistaken. */
    public <T> T read(String name, Function<YamlValue, @Nullable T> reader, T otherwise) {
        YamlValue entry = entries.get(name);
        T value = entry == null ? null : reader.apply(entry);
        return value == null ? otherwise : value;
    }

    /** What is read of an entry; null where it is missing or mistaken. */
    public <T> @Nullable T read(String name, Function<YamlValue, @Nullable T> reader) {
        YamlValue entry = entries.get(name);
        return entry == null ? null : reader.apply(entry);
    }

    /** The text of an entry that may be missing. */
    public String line(String name, String expected, String otherwise) {
        return read(name, entry -> entry.line(expected), otherwise);
    }

    public Set<String> names() {
        return Collections.unmodifiableSet(entries.keySet());
    }

    /** All entries; more than can be are noted and left out. */
    public List<YamlValue> all(int max) {
        if (entries.size() > max) {
            self.refuseName(entries.size() + " entries", "at most " + max, null);
        }
        return entries.values().stream().limit(max).toList();
    }

    /** The entries whose names are not among these. */
    public List<YamlValue> others(Collection<String> names) {
        return entries.values().stream()
                .filter(entry -> !names.contains(entry.name()))
                .toList();
    }

    /** Notes every entry that has another name than these. */
    public YamlMap only(String... names) {
        List<String> known = List.of(names);
        for (YamlValue entry : others(known)) {
            String hint = Suggestion.of(entry.name(), known);
            entry.refuseName("an unknown name", "one of: " + String.join(", ", known), hint);
        }
        return this;
    }
}
