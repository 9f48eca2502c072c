package datalab.app.terminal;

import java.util.Locale;

/** Formats counts for people. */
public final class CountText {
    private CountText() {}

    /** {@code 1 stream}, {@code 12,000 streams}. */
    public static String of(long count, String noun) {
        return grouped(count) + " " + noun + (count == 1 ? "" : "s");
    }

    /** {@code 12,000}. */
    public static String grouped(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }
}
