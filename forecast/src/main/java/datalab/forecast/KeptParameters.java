package datalab.forecast;

/**
 * The form of parameters that are kept: the first number says of which method they are and how the others are to be read, so that
 * a form that changes gets another number, which tells it from old ones.
 */
final class KeptParameters {
    static final double PERSISTENCE = 101;
    static final double CLIMATOLOGY = 201;
    static final double HOLT_WINTERS = 301;
    static final double KALMAN_FILTER = 401;
    static final double EXTERNAL = 501;

    private KeptParameters() {}

    /** Throws where parameters are not of a form, or not of that length. */
    static void check(double[] parameters, double form, int length) {
        if (parameters.length != length || parameters[0] != form) {
            String first = parameters.length == 0 ? "" : " that begin with " + parameters[0];
            throw new IllegalArgumentException("%s parameters%s, expected %s that begin with %s"
                    .formatted(parameters.length, first, length, form));
        }
    }

    /** Throws where parameters were fitted with another setting. */
    static void checkSetting(String name, int expected, double found) {
        if (found != expected) {
            throw new IllegalArgumentException(
                    "parameters for a %s of %.0f, expected %s".formatted(name, found, expected));
        }
    }

    /** Throws where a number is not at least 0, as a variance or a standard deviation is. */
    static double notNegative(double number) {
        if (!(number >= 0 && number < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("a parameter of " + number + ", expected 0 or more");
        }
        return number;
    }
}
