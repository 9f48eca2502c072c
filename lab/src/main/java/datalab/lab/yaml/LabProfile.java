package datalab.lab.yaml;

import datalab.lab.yaml.syntax.Mistakes;
import datalab.lab.yaml.syntax.YamlDocument;
import datalab.lab.yaml.syntax.YamlMap;
import datalab.lab.yaml.syntax.YamlValue;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The {@code lab:} of a profile: what is laid over a lab.yaml. All else in the file are settings, which others read. */
final class LabProfile {
    private static final String LAB = "lab";

    private LabProfile() {}

    /** Null where it has none, or where a mistake was noted. */
    static @Nullable YamlValue read(Path file, Mistakes mistakes) {
        String yaml = LabText.read(file, "the file of a profile", mistakes);
        YamlValue root = yaml == null ? null : YamlDocument.read(yaml, mistakes);
        if (root == null) {
            return null;
        }
        YamlValue lab = root.map("a map of settings, and lab: with what is laid over lab.yaml")
                .get(LAB);
        if (lab == null) {
            return null;
        }
        YamlMap map = lab.map("a map of what is laid over lab.yaml");
        YamlValue name = map.get(LAB);
        if (name != null) {
            name.refuseName("another name of the lab", "no such entry, as it stays the same lab", null);
        }
        return lab;
    }
}
