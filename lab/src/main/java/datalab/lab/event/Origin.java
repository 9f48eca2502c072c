package datalab.lab.event;

/** How the values of an event came to be. */
public enum Origin {
    OBSERVED,
    MODELLED,
    SIMULATED;

    /** The name as it stands in JSON and SQL: lower case. */
    public String text() {
        return switch (this) {
            case OBSERVED -> "observed";
            case MODELLED -> "modelled";
            case SIMULATED -> "simulated";
        };
    }
}
