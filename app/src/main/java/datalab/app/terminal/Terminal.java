package datalab.app.terminal;

import java.util.regex.Pattern;

/** The properties of the terminal at stderr, as detected by the launcher. */
public final class Terminal {
    private static final int COLUMNS_USUAL = 80;

    /** Of a regular expression: what ends a line although it is no control character, or turns the direction of writing. */
    public static final String TURNING = "\\u2028\\u2029\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069";

    private static final Pattern STEERING = Pattern.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f" + TURNING + "]");

    private Terminal() {}

    /** Untrusted text, escaped so that it cannot control a terminal. */
    public static String plain(String text) {
        return STEERING.matcher(text).replaceAll("?");
    }

    /** Whether stderr is one. */
    public static boolean isThere() {
        return Boolean.getBoolean("datalab.terminal");
    }

    /** Longer text wraps to the next line, where a carriage return cannot overwrite it. */
    public static int columns() {
        int columns = Integer.getInteger("datalab.columns", COLUMNS_USUAL);
        return columns > 0 ? columns : COLUMNS_USUAL;
    }
}
