package datalab.cli.simulate.scenario;

import datalab.app.terminal.CommandFailed;
import datalab.app.terminal.CountText;
import datalab.app.terminal.TerminalBar;
import datalab.cli.client.Retry;
import datalab.cli.client.ServerAddress;
import datalab.cli.client.ServerClient;
import datalab.cli.send.Chunk;
import datalab.cli.send.SendRun;
import datalab.cli.send.StreamClient;
import datalab.cli.simulate.pace.StopSignal;
import datalab.lab.scenario.Scenario;
import datalab.lab.scenario.Scenario.Basis;
import datalab.lab.yaml.syntax.Durations;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The sending of a scenario's events from the first to the last, or to where it is stopped. */
public final class ScenarioRun {
    private final Scenario scenario;
    private final int seed;
    private final Options options;

    /**
     * How it is sent.
     *
     * @param server that is sent to
     * @param seed instead of the scenario's own; null for that
     * @param speed seconds of the events' time in a second; 0 for as fast as the server takes them
     * @param dryRun whether they are printed instead
     * @param json whether a program reads what came of it
     * @param timeout how long to go on while the server does not answer
     */
    public record Options(
            ServerAddress server,
            @Nullable Integer seed,
            double speed,
            boolean dryRun,
            boolean json,
            Duration timeout) {}

    /**
     * Reads the scenario; {@link CommandFailed} with all mistakes in it.
     *
     * @param labs the folder of labs
     * @param file one, or the name of one in the lab's folder
     */
    public ScenarioRun(Path labs, String lab, String file, Options options) {
        this.scenario = ScenarioSource.read(labs, lab, file);
        this.seed = options.seed() == null ? scenario.seed() : options.seed();
        this.options = options;
    }

    /** Sends, or prints; returns the exit code. */
    public int run() throws IOException {
        try (StopSignal stop = StopSignal.listen();
                TerminalBar bar = new TerminalBar(scenario.name(), " min", 60, TerminalBar.UNKNOWN)) {
            Retry retry = new Retry(options.timeout(), Clock.systemUTC(), bar::say);
            ServerClient client = new ServerClient(options.server(), retry);
            try (SimulatedEvents events = open(client)) {
                ScenarioChunks chunks = new ScenarioChunks(events, options.speed(), stop);
                if (options.dryRun()) {
                    print(chunks);
                    return 0;
                }
                checkFuture(events);
                noteEarlier(client, bar);
                bar.max(seconds(events, events.end()));
                return send(events, chunks, retry, bar, stop);
            }
        }
    }

    private SimulatedEvents open(ServerClient client) throws IOException {
        return switch (scenario.basis()) {
            case Basis.History history -> HistoryEvents.open(client, scenario, history, seed, options.speed() > 0);
            case Basis.Course course -> CourseEvents.open(client, scenario, course, seed);
        };
    }

    private static void print(ScenarioChunks chunks) throws IOException {
        for (Chunk chunk = chunks.next(); chunk != null && !System.out.checkError(); chunk = chunks.next()) {
            System.out.write(chunk.body());
        }
        System.out.flush();
    }

    private int send(SimulatedEvents events, ScenarioChunks chunks, Retry retry, TerminalBar bar, StopSignal stop)
            throws IOException {
        StreamClient client = new StreamClient(
                options.server(), scenario.stream().lab(), scenario.stream().name(), retry);
        SendRun sending = new SendRun(client, chunk -> ScenarioChunks.onceKey(chunk, seed));
        try {
            sending.run(
                    chunks,
                    state -> bar.show(
                            seconds(events, Objects.requireNonNull(chunks.last())), far(state, bar.seconds())));
        } finally {
            double seconds = bar.seconds();
            bar.close();
            new ScenarioReport(scenario, sending, chunks.first(), chunks.last(), seconds, stop.isAsked())
                    .print(options.json());
        }
        return sending.rejected() == 0 ? 0 : 1;
    }

    /** Says what a server would say of each event. */
    private void checkFuture(SimulatedEvents events) {
        Duration future = scenario.stream().times().future();
        if (future != null && events.end().isAfter(Instant.now().plus(future))) {
            throw new CommandFailed("the scenario goes on until " + events.end() + ", and "
                    + scenario.stream().name() + " takes no event that lies more than " + Durations.text(future)
                    + " ahead; lab.yaml could say time: {field: "
                    + scenario.stream().time() + ", future: none}");
        }
    }

    /** Other events of the same name would lie beside these. */
    private void noteEarlier(ServerClient client, TerminalBar bar) {
        String address = "labs/" + scenario.stream().lab() + "/streams/"
                + scenario.stream().name() + "?limit=1&" + Scenario.FIELD + ".is=" + scenario.name();
        if (!ServerClient.json(client.ask(client.request(address).GET().build()))
                .path("rows")
                .isEmpty()) {
            bar.say("there are events of scenario " + scenario.name()
                    + " already: the same ones count once, others beside them; a changed scenario needs another name");
        }
    }

    private static long seconds(SimulatedEvents events, Instant time) {
        return Duration.between(events.begin(), time).toSeconds();
    }

    private static String far(SendRun sending, double seconds) {
        long events = sending.accepted() + sending.rejected();
        return CountText.of(events, "event") + ", " + CountText.grouped((long) (events / seconds)) + "/s"
                + (sending.rejected() > 0 ? ", " + CountText.grouped(sending.rejected()) + " refused" : "");
    }
}
