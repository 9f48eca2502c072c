package datalab.cli.batch;

import datalab.app.terminal.CountText;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code datalab rebuild}: has a running DataLab recompute a view, and follows that to its end. */
@Command(
        name = "rebuild",
        description = {
            "Has a running DataLab recompute a view from all archived events, and follows that to its end.",
            "Readers are served as before until the new rows take the old ones' place in one moment."
        },
        footer = {
            "",
            "Ends with 0 where it is done, with 1 where it failed or was not begun in time. Ctrl-C ends the command only."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class RebuildCommand implements Callable<Integer> {

    @Mixin
    private BatchRequest order = new BatchRequest();

    @Override
    public Integer call() {
        BatchRequest.Done done = order.carryOut("recompute");
        if (order.isJson()) {
            done.print();
            return 0;
        }
        System.out.printf(
                Locale.ROOT,
                "%s rebuilt: %s from %s of the log in %.1f s%n",
                done.view(),
                CountText.of(done.run().rows(), "row"),
                CountText.of(done.run().eventsDone(), "record"),
                done.seconds());
        done.printNote();
        return 0;
    }
}
