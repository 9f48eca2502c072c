package datalab.cli.simulate.conference;

/**
 * A spot on the floor of a venue.
 *
 * @param x metres to the east of the venue's south-west corner
 * @param y metres to the north of it
 */
record Spot(double x, double y) {

    double metresTo(Spot other) {
        return Math.hypot(other.x - x, other.y - y);
    }

    /** The spot so many metres from here on the straight way to another. */
    Spot towards(Spot other, double metres) {
        double share = metres / metresTo(other);
        return new Spot(x + share * (other.x - x), y + share * (other.y - y));
    }

    Spot moved(double east, double north) {
        return new Spot(x + east, y + north);
    }
}
