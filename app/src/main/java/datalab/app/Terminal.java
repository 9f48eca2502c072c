package datalab.app;

/** What the launcher has found out about the terminal at stderr. */
public final class Terminal {
    private static final int COLUMNS_USUAL = 80;

    private Terminal() {}

    /** Whether stderr is one. */
    public static boolean isThere() {
        return Boolean.getBoolean("datalab.terminal");
    }

    /** What is longer than this goes on in the next line, where a carriage return does not reach it. */
    public static int columns() {
        int columns = Integer.getInteger("datalab.columns", COLUMNS_USUAL);
        return columns > 0 ? columns : COLUMNS_USUAL;
    }
}
