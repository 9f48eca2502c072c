package datalab.cli.batch;

import datalab.app.terminal.CountText;
import datalab.app.terminal.TerminalBar;
import java.time.Duration;

/** Shows how far a run is: on the bar where that is shown, else now and then in a line on stdout. One thread's. */
final class RunProgress {
    private static final long LINE_EVERY_NANOS = Duration.ofSeconds(5).toNanos();

    private final TerminalBar bar;
    private long lineNanos = System.nanoTime() - LINE_EVERY_NANOS;
    private String line = "";

    RunProgress(TerminalBar bar) {
        this.bar = bar;
    }

    void show(BatchRunStatus run) {
        if (bar.isShown()) {
            bar.max(run.eventsTotal().orElse(TerminalBar.UNKNOWN));
            bar.show(run.eventsTotal().isPresent() ? run.eventsDone() : 0, run.state());
        } else if (!run.isOver()) {
            print(run);
        }
    }

    private void print(BatchRunStatus run) {
        String far = run.eventsTotal().isEmpty()
                ? ""
                : ": " + CountText.grouped(run.eventsDone()) + " of "
                        + CountText.of(run.eventsTotal().getAsLong(), "record");
        String now = run.kind() + " " + run.id() + " is " + run.state() + far;
        if (!now.equals(line) && System.nanoTime() - lineNanos >= LINE_EVERY_NANOS) {
            System.out.println(now);
            line = now;
            lineNanos = System.nanoTime();
        }
    }
}
