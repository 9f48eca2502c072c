package datalab.app.terminal;

import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * Shows on stderr how far a command is: as a bar where that is a terminal, otherwise as a line every ten seconds. One
 * thread's.
 */
public final class TerminalBar implements AutoCloseable {
    /** The total is unknown. */
    public static final long UNKNOWN = -1;

    private static final int COLUMNS_MAX = 100;
    private static final int UPDATE_EVERY_MS = 200;

    private static final long SAID_EVERY_NANOS = 10_000_000_000L;

    private @Nullable ProgressBar bar;
    private long most;
    private long saidNanos = System.nanoTime();
    private final long startedNanos = System.nanoTime();

    /**
     * @param unit what is counted, such as {@code " MiB"}, and how much one of it is
     * @param max how much there is of the smallest parts of it, or {@link #UNKNOWN}
     */
    public TerminalBar(String name, String unit, long unitSize, long max) {
        this.most = max;
        this.bar = Terminal.isThere() ? bar(name, unit, unitSize, max) : null;
    }

    public boolean isShown() {
        return bar != null;
    }

    /** As above; what is more or less than was believed. */
    public void max(long max) {
        most = max;
        if (bar != null) {
            bar.maxHint(max);
        }
    }

    public void show(long done, String message) {
        if (bar != null) {
            bar.stepTo(done);
            bar.setExtraMessage(message);
        } else if (System.nanoTime() - saidNanos > SAID_EVERY_NANOS) {
            saidNanos = System.nanoTime();
            say(line(done, message));
        }
    }

    private String line(long done, String message) {
        if (most <= 0 || done <= 0) {
            return message;
        }
        long part = Math.min(100, 100 * done / most);
        long left = (long) (seconds() * (most - done) / done);
        return message + ", " + part + " %, about " + Math.max(0, left) + " s to go";
    }

    /** Since the beginning; never 0, so that one can divide by it. */
    public double seconds() {
        return Math.max(1e-3, (System.nanoTime() - startedNanos) / 1e9);
    }

    /** One line between the bar's. */
    public void say(String message) {
        System.err.println((bar == null ? "" : "\r\u001b[2K") + "datalab: " + Terminal.plain(message));
    }

    /** The bar stays where it is, and what is printed comes below it. */
    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            System.err.println();
            bar = null;
        }
    }

    private static ProgressBar bar(String name, String unit, long unitSize, long max) {
        int columns = Math.min(COLUMNS_MAX, Terminal.columns() - 1); // in the last one some terminals begin a new line
        return new ProgressBarBuilder()
                .setTaskName(name)
                .setInitialMax(max)
                .setUnit(unit, unitSize)
                .setStyle(ProgressBarStyle.COLORFUL_UNICODE_BAR)
                .setUpdateIntervalMillis(UPDATE_EVERY_MS)
                // The library's terminal renderer counts color codes as characters, and truncates lines.
                .setConsumer(
                        new DelegatingProgressBarConsumer(text -> System.err.print("\r" + text + "\u001b[K"), columns))
                .build();
    }
}
