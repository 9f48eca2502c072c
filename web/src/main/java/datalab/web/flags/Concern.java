package datalab.web.flags;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The QARTOD flags that a person should look at, the worst last. */
enum Concern {
    MISSING(9),
    SUSPECT(3),
    FAIL(4);

    private final int flag;

    Concern(int flag) {
        this.flag = flag;
    }

    /** Null for pass, and for what was not evaluated. */
    static @Nullable Concern of(int flag) {
        for (Concern concern : values()) {
            if (concern.flag == flag) {
                return concern;
            }
        }
        return null;
    }

    /** Whether the value is there, but doubtful. */
    boolean isDoubt() {
        return this != MISSING;
    }

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
