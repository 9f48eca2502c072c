package datalab.app.send;

import datalab.app.Counted;
import java.util.OptionalLong;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows on stderr how far a sending is, where stderr is a terminal; says nothing otherwise. */
final class Progress implements AutoCloseable {
    private static final int WIDTH = 100;
    private static final long MEBIBYTE = 1 << 20;

    private final @Nullable ProgressBar bar;
    private final long startedNanos = System.nanoTime();

    /** @param bytesTotal of the input; empty where nobody knows */
    Progress(String name, OptionalLong bytesTotal) {
        this.bar = Boolean.getBoolean("datalab.terminal") ? bar(name, bytesTotal) : null;
    }

    void show(long bytesRead, Sending sending) {
        if (bar != null) {
            long events = sending.accepted() + sending.rejected();
            long perSecond = (long) (events / seconds());
            bar.stepTo(bytesRead);
            bar.setExtraMessage(Counted.of(events, "event") + ", " + Counted.grouped(perSecond) + "/s"
                    + (sending.rejected() > 0 ? ", " + Counted.grouped(sending.rejected()) + " refused" : ""));
        }
    }

    double seconds() {
        return Math.max(1e-3, (System.nanoTime() - startedNanos) / 1e9);
    }

    /** One line between the bar's. */
    void say(String message) {
        System.err.println((bar == null ? "" : "\r\u001b[2K") + "datalab: " + message);
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }

    private static ProgressBar bar(String name, OptionalLong bytesTotal) {
        return new ProgressBarBuilder()
                .setTaskName(name)
                .setInitialMax(bytesTotal.orElse(-1))
                .setUnit(" MiB", MEBIBYTE)
                .setStyle(ProgressBarStyle.COLORFUL_UNICODE_BAR)
                .setUpdateIntervalMillis(200)
                .setConsumer(new ConsoleProgressBarConsumer(System.err, WIDTH))
                .build();
    }
}
