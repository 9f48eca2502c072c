package datalab.cli.send;

import datalab.app.terminal.CommandFailed;
import datalab.app.terminal.CountText;
import datalab.app.terminal.TerminalBar;
import datalab.cli.client.ServerAddress;
import datalab.cli.client.ServerOption;
import datalab.cli.client.StreamName;
import datalab.cli.client.TimeoutOption;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code datalab send}: sends a file, or what comes on the standard input, into a stream. */
@Command(
        name = "send",
        description = {
            "Sends a file into a stream: NDJSON, a JSON array or CSV with a header, also as .gz.",
            "A server that is busy, or ends and comes back, is asked again: nothing is lost and nothing counts twice."
        },
        footer = {
            "",
            "Ends with 0 where all events were accepted, with 1 where some were refused or not all could be sent."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class SendCommand implements Callable<Integer> {
    private static final long MEBIBYTE = 1 << 20;

    /** How long a send waits, without --wait, to learn how many of its events are repeats. */
    private static final Duration REPEATS_WITHIN = Duration.ofSeconds(5);

    @Parameters(index = "0", paramLabel = "LAB.STREAM", description = "where to, such as sensors.readings")
    private String target = "";

    @Parameters(index = "1", paramLabel = "FILE", defaultValue = "-", description = "what to send; - for stdin (-)")
    private Path file = Path.of("-");

    @Option(names = "--format", description = "ndjson, json or csv; told by name and first bytes where not given")
    private @Nullable Format format;

    @Option(
            names = "--swap-axes",
            description = "mend rows whose latitude and longitude are swapped: the latitude is beyond 90 degrees")
    private boolean swapAxes;

    @Option(names = "--wait", description = "wait until all is processed, and report duplicates")
    private boolean wait;

    @Mixin
    private TimeoutOption timeout = new TimeoutOption(120);

    @Mixin
    private ServerOption server = new ServerOption();

    @Override
    public Integer call() {
        StreamName stream = StreamName.parse(target);
        ServerAddress url = server.address(); // validated before any input is read
        try (SendInput input = SendInput.open(file);
                TerminalBar bar = new TerminalBar(
                        target, " MiB", MEBIBYTE, input.bytesTotal().orElse(TerminalBar.UNKNOWN))) {
            StreamClient client = new StreamClient(url, stream.lab(), stream.stream(), timeout.retry(bar::say));
            return send(client, input, bar);
        } catch (IOException e) {
            throw new CommandFailed(file + " cannot be read to its end: " + CommandFailed.words(e), e);
        }
    }

    private int send(StreamClient client, SendInput input, TerminalBar bar) throws IOException {
        StreamStatus before = client.status();
        Chunks chunks = input.chunks(format);
        @Nullable
        SwappedAxes axes = before.position() == null ? null : new SwappedAxes(chunks, before.position(), swapAxes);
        if (swapAxes && axes == null) {
            throw new CommandFailed(target + " has no positions, so there is nothing for --swap-axes to mend");
        }
        SendRun sending = SendRun.begin(client);
        double seconds = 0;
        @Nullable RepeatCounts repeated = null;
        try {
            sending.run(axes == null ? chunks : axes, state -> bar.show(input.bytesRead(), far(state, bar.seconds())));
            seconds = bar.seconds();
            StreamStatus after = wait || before.unique() ? processed(client) : null;
            repeated =
                    after == null ? null : RepeatCounts.between(before, after, sending.accepted(), sending.rejected());
        } finally {
            bar.close();
            String swapped = axes == null ? "" : axes.report();
            new SentReport(StreamName.parse(target), sending, repeated, seconds == 0 ? bar.seconds() : seconds, swapped)
                    .print(server.isJson());
        }
        if (wait && !server.isJson() && repeated != null) {
            System.out.println("all processed, " + CountText.of(repeated.same(), "duplicate"));
        }
        boolean allKept = sending.rejected() == 0 && (repeated == null || repeated.other() == 0);
        return allKept ? 0 : 1;
    }

    /** The status once all is processed; null if that takes long and waiting was not requested. */
    private @Nullable StreamStatus processed(StreamClient client) {
        if (wait) {
            return new AwaitProcessed(client, Clock.systemUTC(), timeout.duration()).await();
        }
        try {
            return new AwaitProcessed(client, Clock.systemUTC(), REPEATS_WITHIN).await();
        } catch (CommandFailed e) {
            return null; // all is in the log; how many of them are repeats will show
        }
    }

    private static String far(SendRun sending, double seconds) {
        long events = sending.accepted() + sending.rejected();
        return CountText.of(events, "event") + ", " + CountText.grouped((long) (events / seconds)) + "/s"
                + (sending.rejected() > 0 ? ", " + CountText.grouped(sending.rejected()) + " refused" : "");
    }
}
