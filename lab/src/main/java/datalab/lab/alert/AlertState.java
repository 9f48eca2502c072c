package datalab.lab.alert;

import java.util.Locale;

/** What may be told of an episode of an alert. */
public enum AlertState {
    /** It has begun and not ended. */
    FIRING,
    /** It has ended. */
    RESOLVED,
    /** It never was: events that came late say so. */
    WITHDRAWN;

    /** As messages and the API have it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
