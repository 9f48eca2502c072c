package datalab.cli;

import datalab.app.Addresses;
import datalab.app.DataLab;
import datalab.app.ForcedExit;
import datalab.app.LoggingSetup;
import datalab.app.PortCheck;
import datalab.app.Roles;
import datalab.app.folder.DataFolder;
import datalab.app.folder.LabFolder;
import datalab.app.settings.LoadedSettings;
import datalab.app.settings.Settings;
import datalab.app.terminal.CommandFailed;
import datalab.lab.Lab;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code datalab run}: starts everything, prints the addresses, and serves until it is stopped. */
@Command(
        name = "run",
        description = "Starts everything and serves the labs. Ctrl-C ends it.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class RunCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);

    /** How long the JVM may take to end when all is closed. */
    private static final Duration JVM_END = Duration.ofSeconds(5);

    @Parameters(arity = "0..*", paramLabel = "LAB", description = "only these labs; all of the folder by default")
    private List<String> only = List.of();

    @Mixin
    private SettingsOptions options = new SettingsOptions();

    @Option(
            names = "--role",
            paramLabel = "ROLE",
            split = ",",
            description = "ingest, process, batch or web, some of them, or all (all)")
    private List<String> role = List.of();

    @Option(names = "--host", paramLabel = "H", description = "the address to listen on (127.0.0.1)")
    private @Nullable String host;

    @Option(names = "--allow-open", description = "listen beyond this machine although nobody has to log in")
    private boolean allowOpen;

    @Option(names = "--http-port", paramLabel = "N", description = "HTTP and the page (8080); 0 takes any free port")
    private @Nullable String httpPort;

    @Option(names = "--grpc-port", paramLabel = "N", description = "gRPC (9090)")
    private @Nullable String grpcPort;

    @Option(names = "--kafka-port", paramLabel = "N", description = "the embedded Kafka (19092)")
    private @Nullable String kafkaPort;

    @Option(names = "--print-config", description = "show the settings in force, without secrets, and end")
    private boolean printConfig;

    private final SourcePortOptions ports = new SourcePortOptions();

    /** Picocli's way to say that there are options beside those declared here. */
    @Spec
    void addPortsTo(CommandSpec spec) {
        ports.addTo(spec);
    }

    @Override
    public Integer call() {
        LoadedSettings loaded = LoadedSettings.load(options.sources(own(), only));
        if (printConfig) {
            System.out.print(loaded.print());
            return 0;
        }
        Settings settings = loaded.settings();
        List<Lab> found = LabFolder.read(settings, only);
        Roles roles = Roles.of(settings, found);
        try (DataFolder folder = DataFolder.hold(settings.data())) {
            LoggingSetup.configure(settings.log(), folder.of("logs"));
            PortCheck.checkFree(settings, roles);
            serve(settings, roles, found, folder);
        }
        return 0;
    }

    private static void serve(Settings settings, Roles roles, List<Lab> labs, DataFolder folder) {
        DataLab datalab = new DataLab(settings, labs, folder, Clock.systemUTC());
        Duration end = settings.limits().stop().plus(JVM_END);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(datalab, end), "stop"));
        try {
            Addresses addresses = datalab.start();
            if (!datalab.waitsFor().isEmpty()) {
                System.err.println("datalab: listens at " + addresses.http() + ", and waits: " + datalab.waitsFor());
            } else if (settings.log().format() == Settings.Logs.Format.TEXT) {
                System.out.print(
                        Banner.text(addresses, roles, labs, settings.access().on(), sinceProcessStart()));
            }
            datalab.awaitEnd();
        } catch (CommandFailed e) {
            throw e;
        } catch (RuntimeException e) { // any failure to start: one sentence for the user, details in the log file
            LOG.atError().setCause(e).log("not started");
            throw new CommandFailed(CommandFailed.words(e) + "\n" + folder.of("logs") + " has more", e);
        } finally {
            datalab.close();
        }
    }

    private static void stop(DataLab datalab, Duration end) {
        ForcedExit.in(end);
        datalab.close();
    }

    private static Duration sinceProcessStart() {
        Instant now = Instant.now();
        return Duration.between(ProcessHandle.current().info().startInstant().orElse(now), now);
    }

    private Map<String, @Nullable String> own() {
        Map<String, @Nullable String> own = new HashMap<>();
        own.put("role", role.isEmpty() ? null : String.join(",", role));
        own.put("host", host);
        own.put("allow_open", allowOpen ? "true" : null);
        own.put("http.port", httpPort);
        own.putAll(ports.given());
        own.put("grpc.port", grpcPort);
        own.put("kafka.port", kafkaPort);
        return own;
    }
}
