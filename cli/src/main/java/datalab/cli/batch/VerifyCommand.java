package datalab.cli.batch;

import datalab.app.DifferingRows;
import datalab.app.terminal.CountText;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code datalab verify}: has a running DataLab recompute a view separately, and reports the served rows that differ. */
@Command(
        name = "verify",
        description = {
            "Has a running DataLab recompute a view from all archived events, compare that with what it serves, and",
            "change nothing. Prints each row that differs: served | recomputed | reason."
        },
        footer = {
            "",
            "Ends with 0 where no row differs, with 1 where some do or it could not be told. Ctrl-C ends the command only."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class VerifyCommand implements Callable<Integer> {

    @Mixin
    private BatchRequest order = new BatchRequest();

    @Override
    public Integer call() {
        BatchRequest.Done done = order.carryOut("verify");
        BatchRunStatus run = done.run();
        if (order.isJson()) {
            done.print();
            return run.differing() == 0 ? 0 : 1;
        }
        System.out.print(DifferingRows.text(run.differences(), run.differing()));
        System.out.printf(
                Locale.ROOT,
                "%s: %s of %s differ, in %.1f s%n",
                done.view(),
                CountText.grouped(run.differing()),
                CountText.of(run.rows(), "row"),
                done.seconds());
        done.printNote();
        if (run.differing() > 0) {
            System.out.println("`./datalab rebuild " + done.view() + "` serves the recomputed rows");
        }
        return run.differing() == 0 ? 0 : 1;
    }
}
