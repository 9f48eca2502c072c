package datalab.lab.yaml.syntax;

import org.jspecify.annotations.Nullable;

/** Numbers as YAML writes them. */
public final class YamlNumbers {
    private YamlNumbers() {}

    /** A finite number in decimal notation, or null. */
    public static @Nullable Double parse(String text) {
        try {
            double number = Double.parseDouble(text);
            return Double.isFinite(number) ? number : null;
        } catch (NumberFormatException hexOrOctal) {
            return null;
        }
    }
}
