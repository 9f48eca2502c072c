package datalab.cli.simulate;

import datalab.app.LoggingSetup;
import datalab.app.terminal.CommandFailed;
import datalab.app.terminal.CountText;
import datalab.app.terminal.TerminalBar;
import datalab.cli.client.Retry;
import datalab.cli.client.ServerClient;
import datalab.cli.client.ServerOption;
import datalab.cli.simulate.conference.Conference;
import datalab.cli.simulate.conference.Location;
import datalab.cli.simulate.pace.SimulatedTime;
import datalab.cli.simulate.pace.StopSignal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code datalab simulate connections}: a made-up conference, whose visitors' phones say where they are. */
@Command(
        name = "connections",
        description = {
            "Makes persons, then sends where they are at a conference: they sit in talks, look at booths, take breaks and walk",
            "between them; GPS is a few metres wrong; phones report every 30 to 60 s, go offline and report late.",
            "Sends the day that was last over as fast as it can, unless --live or --speed is given. Ctrl-C ends it."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ConnectionsCommand implements Callable<Integer> {
    private static final LocalTime OPENS = LocalTime.of(9, 0);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Option(names = "--people", paramLabel = "N", description = "how many (200)")
    private int people = 200;

    @Option(names = "--hours", paramLabel = "N", description = "how long the conference is open, 1 to 24 (8)")
    private int hours = 8;

    @Option(
            names = "--day",
            paramLabel = "DATE",
            description = "when it opens at 09:00 UTC (the last day that is over)")
    private @Nullable LocalDate day;

    @Option(names = "--live", description = "it opens now, and goes on in real time")
    private boolean live;

    @Option(names = "--speed", paramLabel = "N", description = "so many times as fast as in reality")
    private @Nullable Double speed;

    @Option(names = "--seed", paramLabel = "N", description = "another number makes another day (1)")
    private long seed = 1;

    @Mixin
    private ServerOption server = new ServerOption();

    @Override
    public Integer call() {
        check();
        LoggingSetup.quiet();
        Conference conference = new Conference(people, hours, seed);
        try (StopSignal stop = StopSignal.listen();
                TerminalBar bar = new TerminalBar("connections", " min", 1, minutes(conference.seconds()))) {
            return simulate(conference, stop, bar);
        }
    }

    private int simulate(Conference conference, StopSignal stop, TerminalBar bar) {
        Clock clock = Clock.systemUTC();
        ServerClient client = new ServerClient(server.address(), new Retry(PATIENCE, clock, bar::say));
        bar.say("makes " + CountText.of(people, "person") + ", then sends " + hours + " h of where they are"
                + (live || speed != null ? "" : ", as fast as it can") + "; Ctrl-C ends it");
        bar.show(0, "making " + CountText.of(people, "person"));
        List<Long> ids = new PersonMaker(client, seed, stop).make(people);
        LocationSender sender = new LocationSender(client, ids, opening(clock.instant()));
        double end = conference.seconds();
        send(conference, sender, stop, at -> bar.show(minutes(Math.min(at, end)), sent(sender)));
        bar.close();
        report(sender, bar.seconds());
        return sender.refused() == 0 ? 0 : 1;
    }

    private static long minutes(double seconds) {
        return (long) seconds / 60;
    }

    private static String sent(LocationSender sender) {
        return CountText.of(sender.accepted(), "location");
    }

    private void report(LocationSender sender, double seconds) {
        if (server.isJson()) {
            Map<String, Object> members = new LinkedHashMap<>();
            members.put("people", people);
            members.put("accepted", sender.accepted());
            members.put("rejected", sender.refused());
            members.put("late", sender.late());
            members.put("seconds", seconds);
            ServerOption.print(members);
            return;
        }
        System.out.printf(
                Locale.ROOT,
                "%s of %s sent in %.1f s, %s refused; %s of them late, up to %d minutes%n",
                sent(sender),
                CountText.of(people, "person"),
                seconds,
                CountText.grouped(sender.refused()),
                CountText.grouped(sender.late()),
                sender.latest().toMinutes());
        System.out.println("They are on the map at " + server.url().resolve("#/labs/connections"));
    }

    private void check() {
        if (people < 1 || people > 100_000 || hours < 1 || hours > 24) {
            throw CommandFailed.ofUsage("--people is from 1 to 100000 and --hours from 1 to 24");
        }
        if (speed != null && !(speed > 0 && speed <= 1e6)) {
            throw CommandFailed.ofUsage("--speed is above 0 and at most 1000000");
        }
        if (live && (speed != null || day != null)) {
            throw CommandFailed.ofUsage("--live is today and in real time; it goes without --day and --speed");
        }
    }

    private Instant opening(Instant now) {
        if (live) {
            return now.truncatedTo(ChronoUnit.SECONDS);
        }
        if (day != null) {
            return day.atTime(OPENS).toInstant(ZoneOffset.UTC);
        }
        Instant today = LocalDate.ofInstant(now, ZoneOffset.UTC).atTime(OPENS).toInstant(ZoneOffset.UTC);
        return today.plus(hours, ChronoUnit.HOURS).isAfter(now) ? today.minus(1, ChronoUnit.DAYS) : today;
    }

    private void send(Conference conference, LocationSender sender, StopSignal stop, DoubleConsumer progress) {
        SimulatedTime pace = new SimulatedTime(live ? 1 : speed == null ? 0 : speed, stop);
        double at = 0;
        while (conference.hasNext() && !stop.isAsked()) {
            Location location = conference.next();
            at = location.sent(); // when it is over, too: phones that were out of reach report later
            if (pace.isAhead(at)) {
                sender.flush();
                if (pace.awaitStop(at)) {
                    break;
                }
            }
            sender.add(location);
            progress.accept(at);
        }
        sender.flush();
        progress.accept(conference.hasNext() ? at : conference.seconds());
    }
}
