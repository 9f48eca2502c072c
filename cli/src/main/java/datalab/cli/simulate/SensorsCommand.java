package datalab.cli.simulate;

import datalab.app.LoggingSetup;
import datalab.app.terminal.CommandFailed;
import datalab.app.terminal.CountText;
import datalab.app.terminal.Terminal;
import datalab.cli.client.CertificateOptions;
import datalab.cli.simulate.SimulatedMessage.Kind;
import datalab.cli.simulate.pace.StopSignal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code datalab simulate sensors}: made-up sensors that publish over real MQTT. */
@Command(
        name = "sensors",
        description = {
            "Publishes the readings of made-up sensors over MQTT, with QoS 1: daily cycles and noise, and what real sensors",
            "do: spikes, silence, late readings, broken messages, and every 25th sensor sticks. Ctrl-C ends it."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class SensorsCommand implements Callable<Integer> {
    private static final Duration FOR_EVER = Duration.ofDays(3650);
    private static final Duration OF_THE_PAST = Duration.ofMinutes(1);
    private static final int HOURS_MAX = 24 * 31;

    @Option(names = "--devices", paramLabel = "N", description = "how many sensors (50)")
    private int devices = 50;

    @Option(names = "--rate", paramLabel = "N", description = "readings a second, of all sensors together (200)")
    private double perSecond = 200;

    @Option(names = "--duration", paramLabel = "SECONDS", description = "how long; until Ctrl-C where not given")
    private long durationSeconds;

    @Option(
            names = "--hours",
            paramLabel = "N",
            description = "the last N hours at once, a reading a minute of each sensor, instead of from now on")
    private int hours;

    @Option(names = "--seed", paramLabel = "N", description = "another number makes other sensors (1)")
    private long seed = 1;

    @Mixin
    private MqttOptions mqtt = new MqttOptions();

    @Mixin
    private CertificateOptions certificates = new CertificateOptions();

    @Override
    public Integer call() {
        check();
        LoggingSetup.quiet();
        try (MqttPublisher publisher = mqtt.publisher(certificates::tls)) {
            publisher.start();
            try (StopSignal stop = StopSignal.listen()) {
                Simulation simulation =
                        new Simulation(new SensorFleet(devices, seed), publisher, Clock.systemUTC(), stop);
                run(simulation, publisher);
                publisher.awaitAcknowledgements();
                finish(simulation, publisher);
                return publisher.failed() == 0 ? 0 : 1;
            }
        }
    }

    private void run(Simulation simulation, MqttPublisher publisher) {
        Consumer<Duration> status = elapsed -> show(simulation, publisher, elapsed);
        if (hours > 0) {
            Instant now = Instant.now();
            simulation.catchUp(now.minus(Duration.ofHours(hours)), now, OF_THE_PAST, status);
        } else {
            Duration duration = durationSeconds > 0 ? Duration.ofSeconds(durationSeconds) : FOR_EVER;
            simulation.run(perSecond, duration, status);
        }
    }

    private void check() {
        if (hours < 0 || hours > HOURS_MAX) {
            throw CommandFailed.ofUsage("--hours is " + hours + "; expected 1 to " + HOURS_MAX);
        }
        if (hours > 0 && durationSeconds > 0) {
            throw CommandFailed.ofUsage("--hours is of the past, and goes without --duration");
        }
        if (durationSeconds < 0) {
            throw CommandFailed.ofUsage("--duration is " + durationSeconds + "; expected seconds from 0 on");
        }
        if (devices < 1 || devices > 1_000_000 || perSecond <= 0 || perSecond > 1_000_000) {
            throw CommandFailed.ofUsage("--devices and --rate are from 1 to 1000000");
        }
    }

    private static void show(Simulation simulation, MqttPublisher publisher, Duration elapsed) {
        if (Terminal.isThere()) {
            String line = line(simulation, publisher, elapsed);
            System.err.print("\r\u001b[2K" + line.substring(0, Math.min(line.length(), Terminal.columns() - 1)));
            System.err.flush();
        }
    }

    private static void finish(Simulation simulation, MqttPublisher publisher) {
        if (Terminal.isThere()) {
            System.err.print("\r\u001b[2K");
        }
        System.out.println(summary(simulation, publisher));
    }

    private static String line(Simulation simulation, MqttPublisher publisher, Duration elapsed) {
        double seconds = Math.max(1, elapsed.toMillis()) / 1000.0;
        return CountText.grouped(elapsed.toSeconds()) + " s  " + CountText.grouped((long) (simulation.sent() / seconds))
                + "/s  " + summary(simulation, publisher);
    }

    private static String summary(Simulation simulation, MqttPublisher publisher) {
        return CountText.of(simulation.sent(), "message") + " sent, " + CountText.grouped(publisher.acknowledged())
                + " acknowledged, " + CountText.grouped(publisher.refused()) + " refused, "
                + CountText.grouped(publisher.failed()) + " lost; among them "
                + CountText.of(simulation.sent(Kind.SPIKE), "spike")
                + ", " + CountText.grouped(simulation.sent(Kind.LATE)) + " late, "
                + CountText.grouped(simulation.sent(Kind.BAD))
                + " broken on purpose";
    }
}
