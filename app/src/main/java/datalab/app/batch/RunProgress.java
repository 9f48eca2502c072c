package datalab.app.batch;

import datalab.app.Counted;
import java.time.Duration;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows how far a run is: a bar on stderr where that is a terminal, else now and then a line on stdout. One thread's. */
final class RunProgress implements AutoCloseable {
    private static final int WIDTH = 100;
    private static final long LINE_EVERY_NANOS = Duration.ofSeconds(5).toNanos();

    private final @Nullable ProgressBar bar;
    private final long startedNanos = System.nanoTime();
    private long lineNanos = startedNanos - LINE_EVERY_NANOS;
    private String line = "";

    RunProgress(String name) {
        this.bar = Boolean.getBoolean("datalab.terminal") ? bar(name) : null;
    }

    void show(Run run) {
        if (bar != null) {
            bar.maxHint(run.eventsTotal().orElse(-1));
            bar.stepTo(run.eventsTotal().isPresent() ? run.eventsDone() : 0);
            bar.setExtraMessage(run.state());
        } else if (!run.isOver()) {
            print(run);
        }
    }

    double seconds() {
        return (System.nanoTime() - startedNanos) / 1e9;
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

    private void print(Run run) {
        String far = run.eventsTotal().isEmpty()
                ? ""
                : ": " + Counted.grouped(run.eventsDone()) + " of "
                        + Counted.of(run.eventsTotal().getAsLong(), "record");
        String now = run.kind() + " " + run.id() + " is " + run.state() + far;
        if (!now.equals(line) && System.nanoTime() - lineNanos >= LINE_EVERY_NANOS) {
            System.out.println(now);
            line = now;
            lineNanos = System.nanoTime();
        }
    }

    private static ProgressBar bar(String name) {
        return new ProgressBarBuilder()
                .setTaskName(name)
                .setInitialMax(-1)
                .setUnit(" records", 1)
                .setStyle(ProgressBarStyle.COLORFUL_UNICODE_BAR)
                .setUpdateIntervalMillis(200)
                .setConsumer(new ConsoleProgressBarConsumer(System.err, WIDTH))
                .build();
    }
}
