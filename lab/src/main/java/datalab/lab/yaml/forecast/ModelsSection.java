package datalab.lab.yaml.forecast;

import datalab.lab.forecast.Model;
import datalab.lab.forecast.ScoreEvents;
import datalab.lab.yaml.stream.DeclaredModels;
import datalab.lab.yaml.stream.DeclaredStream;
import datalab.lab.yaml.stream.RetainSection;
import datalab.lab.yaml.syntax.LabNames;
import datalab.lab.yaml.syntax.YamlMap;
import datalab.lab.yaml.syntax.YamlValue;
import datalab.lab.yaml.view.ViewSection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The whole of {@code models:}. What is not {@code out} or {@code retain}, which are of the stream of scores, is a model. */
public final class ModelsSection {
    public static final String NAME = "models";

    private static final int MODELS_MAX = 20;
    private static final List<String> OF_SCORES = List.of(ViewSection.OUT, RetainSection.NAME);
    private static final String EXPECTED = "a map of models by name";

    private final String lab;
    private final Map<String, DeclaredStream> streams;

    public ModelsSection(String lab, Map<String, DeclaredStream> streams) {
        this.lab = lab;
        this.streams = streams;
    }

    /** The stream of scores of a lab with this section. */
    public static DeclaredStream scores(String lab, YamlValue section) {
        YamlMap map = section.isMap() ? section.map(EXPECTED) : null;
        return new DeclaredStream(
                ScoreEvents.stream(lab, map == null ? null : RetainSection.read(map)), section.line(), true);
    }

    /** What of the section, where there is one, is known before the streams are. */
    public static DeclaredModels declared(@Nullable YamlValue section) {
        return new DeclaredModels(section, OF_SCORES);
    }

    public Map<String, Model> read(YamlValue section) {
        YamlMap map = section.map(EXPECTED);
        List<YamlValue> entries = map.others(OF_SCORES);
        if (section.isMap() && (entries.isEmpty() || entries.size() > MODELS_MAX)) {
            section.refuseName(entries.size() + " models", "1 to " + MODELS_MAX, null);
        }
        Map<String, Model> models = new LinkedHashMap<>();
        for (YamlValue entry : entries.stream().limit(MODELS_MAX).toList()) {
            LabNames.checkRelation(entry);
            Model model = new ModelSection(lab, streams).read(entry);
            if (model != null) {
                models.put(entry.name(), model);
            }
        }
        return models;
    }
}
