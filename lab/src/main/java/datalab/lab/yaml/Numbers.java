package datalab.lab.yaml;

import org.jspecify.annotations.Nullable;

/** Numbers as YAML writes them. */
final class Numbers {
    private Numbers() {}

    /** A finite number in decimal notation, or null. */
    static @Nullable Double parse(String text) {
        try {
            double number = Double.parseDouble(text);
            return Double.isFinite(number) ? number : null;
        } catch (NumberFormatException hexOrOctal) {
            return null;
        }
    }
}
