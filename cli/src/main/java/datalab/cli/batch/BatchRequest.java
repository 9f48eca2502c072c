package datalab.cli.batch;

import datalab.app.terminal.CommandFailed;
import datalab.app.terminal.TerminalBar;
import datalab.cli.client.ServerOption;
import datalab.cli.client.TimeoutOption;
import datalab.cli.client.ViewName;
import java.time.Clock;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Which batch is wanted of which DataLab: what {@code rebuild} and {@code verify} have in common. */
final class BatchRequest {

    @Parameters(index = "0", paramLabel = "LAB.VIEW", description = "which view, such as sensors.per_minute")
    private String target = "";

    @Mixin
    private TimeoutOption timeout = new TimeoutOption(120);

    @Mixin
    private ServerOption server = new ServerOption();

    boolean isJson() {
        return server.isJson();
    }

    /** A run that went well, and how long it took. */
    record Done(ViewName view, BatchRunStatus run, double seconds) {
        /** For programs: the batch as returned by the API. */
        void print() {
            System.out.println(run.json());
        }

        /** For people: nothing where there is nothing to know. */
        void printNote() {
            if (!run.note().isEmpty()) {
                System.out.println(run.note());
            }
        }
    }

    /** Returns when the batch is done; {@link CommandFailed} if it failed or did not start in time. */
    Done carryOut(String kind) {
        ViewName view = ViewName.parse(target);
        try (TerminalBar bar = new TerminalBar(kind + " " + view, " records", 1, TerminalBar.UNKNOWN)) {
            BatchRunStatus over = follow(kind, view, bar);
            if (!over.state().equals(BatchRunStatus.DONE)) {
                throw new CommandFailed(kind + " of " + view + " failed: " + over.error());
            }
            return new Done(view, over, bar.seconds());
        }
    }

    /** From before the request to the end: it may have been taken though its answer has not come. */
    private BatchRunStatus follow(String kind, ViewName view, TerminalBar bar) {
        BatchClient client = new BatchClient(server.address(), view, timeout.retry(bar::say));
        try (DetachMessage detach = new DetachMessage("what has begun goes on without this command; `GET "
                + client.place() + "` tells whether something has")) {
            BatchRunStatus asked = client.request(kind);
            detach.say("batch " + asked.id() + " goes on without this command; `GET " + client.place(asked)
                    + "` tells what becomes of it");
            RunProgress progress = new RunProgress(bar);
            return new RunFollower(client, Clock.systemUTC(), timeout.duration()).toItsEnd(asked, progress::show);
        }
    }
}
