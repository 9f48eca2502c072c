package datalab.lab.yaml.stream;

import datalab.lab.yaml.syntax.YamlMap;
import datalab.lab.yaml.syntax.YamlValue;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What {@code models:} says of models that quality tests name, read before the streams. Its mistakes are noted later. */
public final class DeclaredModels {
    private final Map<String, DeclaredModel> models = new LinkedHashMap<>();

    /** Texts as they stand in the file; empty where there is none. */
    record DeclaredModel(String name, String of, String value, String method) {}

    /** @param others the names in the section that are no models */
    public DeclaredModels(@Nullable YamlValue section, Collection<String> others) {
        if (section == null || !section.isMap()) {
            return;
        }
        for (YamlValue entry : section.map("a map").others(others)) {
            if (entry.isMap()) {
                YamlMap map = entry.map("a map");
                models.put(
                        entry.name(),
                        new DeclaredModel(entry.name(), text(map, "of"), text(map, "value"), text(map, "method")));
            }
        }
    }

    private static String text(YamlMap map, String name) {
        String text = map.read(name, value -> value.isText() ? value.text("a text") : null);
        return text == null ? "" : text;
    }

    @Nullable
    DeclaredModel find(String name) {
        return models.get(name);
    }

    /** The names of those of a stream. */
    List<String> of(String stream) {
        return models.values().stream()
                .filter(model -> model.of.equals(stream))
                .map(DeclaredModel::name)
                .toList();
    }
}
