package datalab.lab.view;

import java.time.Duration;

/**
 * Declares a view of encounters: its rows are pairs of entities that were near each other, folded from their contacts.
 * {@link ContactRule} says what a contact is.
 *
 * @param of the stream that says who was where; it has positions
 * @param who the field that identifies the entity
 * @param metres how near is near, on the WGS 84 ellipsoid, inclusive
 * @param within how close in time, inclusive
 */
public record Meet(String of, String who, double metres, Duration within) {
    /** The prefix of the field that names the other entity. */
    public static final String OTHER = "other_";

    /** What the second of a pair is called. */
    public String other() {
        return OTHER + who;
    }
}
