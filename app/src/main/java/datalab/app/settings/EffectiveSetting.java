package datalab.app.settings;

/** One setting in force, as its text, and who set it. */
public record EffectiveSetting(String path, String text, String where) {

    EffectiveSetting masked() {
        return new EffectiveSetting(path, text.isEmpty() ? "" : "********", where);
    }
}
