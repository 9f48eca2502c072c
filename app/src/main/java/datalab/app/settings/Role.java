package datalab.app.settings;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** A part of DataLab that can run in a separate process. */
public enum Role {
    /** Ingest: HTTP, MQTT, and the files in lab folders. */
    INGEST,
    /** The speed layer: archives and folds each event as it comes. */
    PROCESS,
    /** The batch layer: folds the archive again. */
    BATCH,
    /** Queries: REST, routes, live events, the web page. */
    WEB;

    /** All of them. */
    public static final Set<Role> ALL = Collections.unmodifiableSet(EnumSet.allOf(Role.class));

    /** As it is written in settings. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
