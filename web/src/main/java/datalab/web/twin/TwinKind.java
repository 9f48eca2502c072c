package datalab.web.twin;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What a row of a twin says of its slot, in the order in which rows of one slot come. */
public enum TwinKind {
    /** The mean of what came. */
    OBSERVED,
    /** What a model had expected of it before. */
    MODELLED,
    /** The mean of what a scenario made up. */
    SIMULATED,
    /** What a model expects of a slot that nothing has come of. */
    FORECAST;

    /** As in rows and parameters. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static List<String> texts() {
        return Arrays.stream(values()).map(TwinKind::text).toList();
    }
}
