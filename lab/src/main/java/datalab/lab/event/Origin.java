package datalab.lab.event;

/** The provenance of an event's values: observed, modelled or simulated. */
public enum Origin {
    OBSERVED,
    MODELLED,
    SIMULATED;

    /** The name in JSON and SQL: lower case. */
    public String text() {
        return switch (this) {
            case OBSERVED -> "observed";
            case MODELLED -> "modelled";
            case SIMULATED -> "simulated";
        };
    }
}
