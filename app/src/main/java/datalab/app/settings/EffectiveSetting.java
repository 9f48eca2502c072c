package datalab.app.settings;

/** One setting in force, as its text, and who set it. */
public record EffectiveSetting(String path, String text, String where) {

    /** The part of the path before the first dot; empty if there is none. */
    String section() {
        int dot = path.indexOf('.');
        return dot < 0 ? "" : path.substring(0, dot);
    }

    EffectiveSetting masked() {
        return new EffectiveSetting(path, text.isEmpty() ? "" : "********", where);
    }
}
