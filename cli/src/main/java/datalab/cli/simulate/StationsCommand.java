package datalab.cli.simulate;

import com.fasterxml.jackson.databind.JsonNode;
import datalab.app.LoggingSetup;
import datalab.app.folder.LabFolder;
import datalab.app.terminal.CommandFailed;
import datalab.app.terminal.CountText;
import datalab.app.terminal.TerminalBar;
import datalab.cli.client.Retry;
import datalab.cli.client.ServerClient;
import datalab.cli.client.ServerOption;
import datalab.cli.simulate.pace.SimulatedTime;
import datalab.cli.simulate.pace.StopSignal;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code datalab simulate stations}: emulators of the stations of the twin lab, over real MQTT. */
@Command(
        name = "stations",
        description = {
            "Publishes over MQTT, with QoS 1, what the stations of the twin lab measured after the months that the lab is",
            "loaded with, each to a topic of its own; goes on after the last hour that the lab has. Ctrl-C ends it."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class StationsCommand implements Callable<Integer> {
    private static final String FILE = "twin/live/beijing-2014-09-to-2015-02.csv.gz";
    private static final String NEWEST = "labs/twin/views/hourly?limit=1&order=desc&fields=window_start";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Option(
            names = "--speed",
            paramLabel = "N",
            description = "so many times as fast as in reality (3600, an hour in a second)")
    private double speed = 3600;

    @Option(names = "--stations", paramLabel = "NAMES", split = ",", description = "these alone (all)")
    private Set<String> stations = Set.of();

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description = "from this time on, such as 2014-10-01T00:00:00Z (after the last hour that the lab has)")
    private @Nullable Instant from;

    @Option(names = "--file", paramLabel = "FILE", description = "other measurements: CSV in order of its column time")
    private @Nullable Path file;

    @Mixin
    private MqttOptions mqtt = new MqttOptions();

    @Mixin
    private ServerOption server = new ServerOption();

    @Override
    public Integer call() throws IOException {
        if (!(speed > 0 && speed <= 1e7)) {
            throw CommandFailed.ofUsage("--speed is above 0 and at most 10000000");
        }
        LoggingSetup.quiet();
        Path measured = file == null ? LabFolder.of(Path.of("labs")).resolve(FILE) : file;
        try (StationFile readings = new StationFile(measured);
                MqttPublisher publisher = mqtt.publisher(server::tls)) {
            publisher.start();
            try (StopSignal stop = StopSignal.listen()) {
                Sent sent = publish(readings, publisher, stop);
                publisher.awaitAcknowledgements();
                report(sent, publisher);
                return publisher.failed() + publisher.refused() == 0 ? 0 : 1;
            }
        } catch (NoSuchFileException e) {
            throw new CommandFailed("there is no file " + measured, e);
        }
    }

    /** How many there were, and the time of the last. */
    private record Sent(long readings, @Nullable Instant last) {}

    private Sent publish(StationFile readings, MqttPublisher publisher, StopSignal stop) throws IOException {
        try (TerminalBar bar = new TerminalBar("stations", " readings", 1, TerminalBar.UNKNOWN)) {
            Instant begin = from == null ? newest(bar) : from;
            SimulatedTime time = new SimulatedTime(speed, stop);
            return publish(readings, begin, time, message -> publisher.publish(message, stop), bar);
        }
    }

    private Sent publish(
            StationFile readings,
            Instant begin,
            SimulatedTime time,
            Predicate<SimulatedMessage> publish,
            TerminalBar bar)
            throws IOException {
        Instant first = null;
        Sent sent = new Sent(0, null);
        for (StationFile.Reading next = readings.next(); next != null; next = readings.next()) {
            if (next.time().isBefore(begin) || !(stations.isEmpty() || stations.contains(next.station()))) {
                continue;
            }
            first = first == null ? next.time() : first;
            double due = Duration.between(first, next.time()).toMillis() / 1000.0;
            if (time.awaitStop(due) || !publish.test(next.message())) {
                break;
            }
            sent = new Sent(sent.readings() + 1, next.time());
            bar.show(sent.readings(), next.time().toString());
        }
        return sent;
    }

    /** The end of the last hour that the lab has; the beginning of time where it has none. */
    private Instant newest(TerminalBar bar) {
        ServerClient client = new ServerClient(server.address(), new Retry(PATIENCE, Clock.systemUTC(), bar::say));
        JsonNode newest = client.get(NEWEST).path("rows").path(0).path("window_start");
        return newest.isMissingNode()
                ? Instant.EPOCH
                : Instant.parse(newest.asText()).plus(Duration.ofHours(1));
    }

    private void report(Sent sent, MqttPublisher publisher) {
        if (server.isJson()) {
            Map<String, Object> members = new LinkedHashMap<>();
            members.put("sent", sent.readings());
            members.put("last", sent.last() == null ? null : sent.last().toString());
            members.put("acknowledged", publisher.acknowledged());
            members.put("refused", publisher.refused());
            members.put("lost", publisher.failed());
            ServerOption.print(members);
            return;
        }
        System.out.printf(
                Locale.ROOT,
                "%s sent%s, %s acknowledged, %s refused, %s lost%n",
                CountText.of(sent.readings(), "reading"),
                sent.last() == null ? ": there is none after that time" : ", the last of " + sent.last(),
                CountText.grouped(publisher.acknowledged()),
                CountText.grouped(publisher.refused()),
                CountText.grouped(publisher.failed()));
    }
}
