package datalab.store.output;

import datalab.lab.alert.Alert;

/**
 * Which output of a lab.
 *
 * @param of the stream or view that it shows
 * @param target the server and the table, as {@code mysql/user}
 */
public record OutputId(String lab, String of, String target) {

    /** By what an alert is known, which is followed as outputs are. */
    public static OutputId of(Alert alert) {
        return new OutputId(alert.lab(), alert.of(), "alert/" + alert.name());
    }

    @Override
    public String toString() {
        return lab + "." + of + " to " + target;
    }
}
