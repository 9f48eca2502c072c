package datalab.app.settings;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** A part of DataLab that can run in a separate process. */
public enum Role {
    /** The ways in: HTTP, MQTT, and the files that labs bring along. */
    INGEST,
    /** The speed layer: archives and folds each event as it comes. */
    PROCESS,
    /** The batch layer: folds the archive again. */
    BATCH,
    /** The ways out: REST, routes, live events, the page. */
    WEB;

    /** All of them. */
    public static final Set<Role> ALL = Collections.unmodifiableSet(EnumSet.allOf(Role.class));

    /** As it is written in settings. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
