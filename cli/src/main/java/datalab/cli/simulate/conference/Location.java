package datalab.cli.simulate.conference;

/**
 * What a phone reports once. Times are seconds after the opening.
 *
 * @param visitor whose phone it is, from 0
 * @param at when it was there
 * @param sent when it says so: later, where it was out of reach meanwhile
 */
public record Location(int visitor, double at, double sent, double latitude, double longitude) {

    public boolean isLate() {
        return sent > at;
    }
}
