package datalab.app;

import datalab.access.Access;
import datalab.app.access.AccessControl;
import datalab.app.access.TokenGuests;
import datalab.app.folder.DataFolder;
import datalab.app.grpc.GrpcServer;
import datalab.app.retention.ExpiringData;
import datalab.app.settings.Role;
import datalab.app.settings.Secrets;
import datalab.app.settings.Settings;
import datalab.app.terminal.CommandFailed;
import datalab.ingest.Source;
import datalab.ingest.SourceContext;
import datalab.ingest.door.Ingest;
import datalab.ingest.grpc.GrpcIngest;
import datalab.ingest.http.IngestHttp;
import datalab.lab.Lab;
import datalab.lab.output.Output;
import datalab.log.AcknowledgedOffsets;
import datalab.log.KafkaLog;
import datalab.log.Topics;
import datalab.log.UnfitTopic;
import datalab.log.connection.UnusableConnection;
import datalab.log.feed.LogFeeds;
import datalab.log.topic.TopicKeeping;
import datalab.mqtt.MqttBroker;
import datalab.out.mqtt.MqttBrokerServer;
import datalab.process.alert.AlertLayer;
import datalab.process.batch.BatchLayer;
import datalab.process.forecast.FitLayer;
import datalab.process.forecast.ScoreLayer;
import datalab.process.forget.ForgetLayer;
import datalab.process.publish.EventSender;
import datalab.process.publish.PublishLayer;
import datalab.process.retention.RetentionLayer;
import datalab.process.speed.SpeedLayer;
import datalab.process.speed.SpeedSettings;
import datalab.store.cache.SharedCache;
import datalab.store.elsewhere.ArchiveServer;
import datalab.store.output.OutputTarget;
import datalab.store.postgres.PostgresStore;
import datalab.web.Web;
import datalab.web.WebSources;
import datalab.web.grpc.GrpcQuery;
import datalab.web.live.LiveLogReads;
import datalab.web.probe.Probes;
import datalab.web.probe.Probes.Check;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A DataLab process: wires and runs all components, or those that its roles select. {@link #start} is the whole wiring, in
 * the order in which an event travels; {@link #close} takes it apart in reverse, within the time that the settings give.
 * Starts once; may be closed at any moment, from any thread, also while it starts.
 */
public final class DataLab implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DataLab.class);

    /** Which parts need others than the store alone. */
    private static final Map<String, List<String>> NEEDS = Map.of(
            "log", List.of(),
            "store", List.of(),
            "streams", List.of("log", "store"),
            "outputs", List.of("store", "streams"),
            "speed", List.of("log", "store", "streams", "outputs"),
            "expiry", List.of("log", "store", "streams"),
            "publish", List.of("store", "outputs"),
            "alerts", List.of("log", "store", "streams"),
            "scores", List.of("log", "store", "streams"));

    private final Settings settings;
    private final StageSettings stages;
    private final Roles roles;
    private final List<Lab> labs;
    private final DataFolder folder;
    private final TokenGuests guests;
    private final Clock clock;
    private final Lifecycle lifetime;
    private final StartOrder startOrder = new StartOrder(this::fail);
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile @Nullable RuntimeException failure;

    public DataLab(Settings settings, List<Lab> labs, DataFolder folder, Clock clock) {
        this.settings = settings;
        this.stages = new StageSettings(settings);
        this.roles = Roles.of(settings, labs);
        this.labs = List.copyOf(labs);
        this.folder = folder;
        this.guests = new TokenGuests(labs);
        this.clock = clock;
        this.lifetime = new Lifecycle(settings.limits().stop());
    }

    /** Starts all components of this process's roles and returns their addresses. */
    public Addresses start() {
        MetricsRegistry metrics = started(true, "metrics", new MetricsRegistry(), MetricsRegistry::start);
        MeterRegistry meters = metrics.registry();
        ListenerCertificate certificate = certificate(meters);

        BackingServers servers = started(true, "servers", backing(meters), BackingServers::start);
        KafkaLog log = log(servers);
        later(roles.usesLog(), "log", log, this::open);
        Map<String, ArchiveServer> archives = settings.archiveServers();
        PostgresStore store = new PostgresStore(servers.postgres(), archives);
        later(usesStore(), "store", store, this::open);
        StreamLogWatch streams = streams(log, store);
        SpeedLayer speed = speed(servers, log, store, meters);
        PublishLayer publish = outputs(store, speed, meters);
        later(roles.has(Role.PROCESS), "speed", speed, SpeedLayer::start);
        batches(store, log, meters);
        later(roles.has(Role.PROCESS), "publish", publish, PublishLayer::start);
        AccessControl control = control(store, meters);
        Access access = control.access();
        Ingest ingest = new Ingest(log, stages.ingest(), meters, clock, lookup(store));
        AlertLayer alerts = alerts(store, ingest, speed, meters);
        startOrder.startPending();
        LogFeeds feeds = new LogFeeds(log::ends, log::tail);
        RunningSources in =
                RunningSources.of(settings.sources(), context(ingest, access, store, feeds, certificate, meters));
        start(in, new InitialFileLoad(labs, in, log, store.ledger()));

        SharedCache cache = sharedCache(meters);
        Map<String, Check> helpful = HealthChecks.helpful(roles, labs, in, publish, alerts, archives, cache);
        Probes probes = new Probes(ready(log, store, streams, in), certificate.withCheck(helpful), metrics::text);
        WebSources sources = sources(store, log, feeds, in, streams, control, cache);
        IngestRejectSender resend = new IngestRejectSender(ingest, labs, clock);
        Web web = lifetime.own("web", new Web(sources, resend, probes, stages.web(), meters));
        GrpcServer grpc =
                started(roles.serveGrpc(), "grpc", grpc(access, certificate, ingest, web, probes), GrpcServer::start);
        HttpFront http = started(true, "http", http(access, certificate, ingest, web), HttpFront::start);

        return announced(addresses(servers, log, in, http, grpc));
    }

    private StreamLogWatch streams(KafkaLog log, PostgresStore store) {
        StreamLogWatch streams = new StreamLogWatch(
                labs, log, store, usesStore(), settings.kafka().partitions());
        later(roles.usesLog(), "streams", streams, StreamLogWatch::start);
        return streams;
    }

    private ListenerCertificate certificate(MeterRegistry meters) {
        return started(true, "tls", new ListenerCertificate(settings, meters, clock), ListenerCertificate::start);
    }

    private GrpcServer grpc(Access access, ListenerCertificate certificate, Ingest ingest, Web web, Probes probes) {
        GrpcIngest in = new GrpcIngest(ingest, labs);
        return new GrpcServer(settings, access, certificate.tls(), in, new GrpcQuery(web.rowPages()), probes);
    }

    private HttpFront http(Access access, ListenerCertificate certificate, Ingest ingest, Web web) {
        return new HttpFront(settings, access, certificate.tls(), new IngestHttp(ingest, labs), web);
    }

    private AccessControl control(PostgresStore store, MeterRegistry meters) {
        AccessControl control = AccessControl.of(settings.access(), folder.path(), store, clock, meters);
        guests.admit(control.access());
        return started(true, "access", control, AccessControl::start);
    }

    private SpeedLayer speed(BackingServers servers, KafkaLog log, PostgresStore store, MeterRegistry meters) {
        SpeedSettings reading = SpeedSettings.of(log.bootstrap(), "datalab", servers.groupInstanceId());
        return new SpeedLayer(reading, labs, store, meters, clock);
    }

    private KafkaLog log(BackingServers servers) {
        Settings.Kafka kafka = settings.kafka();
        TopicKeeping topics = new TopicKeeping(kafka.replication(), kafka.keeping());
        return new KafkaLog(servers.kafkaBootstrap(), topics, servers::kafkaWriteFailure, acknowledged());
    }

    private void start(RunningSources in, InitialFileLoad files) {
        in.all().forEach((name, source) -> started(roles.has(Role.INGEST), name, source, Source::start));
        if (roles.has(Role.INGEST) && roles.has(Role.PROCESS) && startOrder.isComplete()) {
            files.await();
        }
    }

    private BackingServers backing(MeterRegistry meters) {
        return new BackingServers(settings, roles, folder, guests, meters);
    }

    private void batches(PostgresStore store, KafkaLog log, MeterRegistry meters) {
        BatchLayer batch = new BatchLayer(labs, store, stages.batch(), meters, clock);
        later(roles.has(Role.BATCH), "batch", batch, BatchLayer::start);
        later(roles.has(Role.BATCH), "fits", new FitLayer(labs, store, meters, clock), FitLayer::start);
        ForgetLayer forget = new ForgetLayer(labs, store, stages.logRetention(), meters);
        later(roles.has(Role.BATCH), "forget", forget, ForgetLayer::start);
        ExpiringData expiring = new ExpiringData(settings.rejects(), labs, clock);
        later(roles.has(Role.BATCH), "retention", expiring.batches(store, meters), RetentionLayer::start);
        later(roles.has(Role.PROCESS), "expiry", expiring.events(store, log, meters), RetentionLayer::start);
    }

    /** The servers that outputs of the labs are on are connected to when they are used. */
    private PublishLayer outputs(PostgresStore store, SpeedLayer speed, MeterRegistry meters) {
        Map<String, OutputTarget> targets = new HashMap<>();
        labs.stream()
                .flatMap(lab -> lab.outputs().values().stream().flatMap(List::stream))
                .map(Output::server)
                .distinct()
                .forEach(name -> targets.put(name, settings.outputs(name)));
        PublishLayer publish = new PublishLayer(labs, targets, store, speed::isFirst, meters);
        speed.onCommit(publish::wake);
        this.<AutoCloseable>later(roles.has(Role.PROCESS), "outputs", () -> {}, none -> publish.follow());
        return publish;
    }

    private AlertLayer alerts(PostgresStore store, Ingest ingest, SpeedLayer speed, MeterRegistry meters) {
        EventSender sender = new IngestEventSender(ingest, "alerts");
        AlertLayer alerts = new AlertLayer(labs, store, sender, speed::isFirst, meters, clock);
        speed.onCommit(alerts::wake);
        later(roles.has(Role.PROCESS), "alerts", alerts, AlertLayer::start);
        EventSender scoring = new IngestEventSender(ingest, "models");
        ScoreLayer scores = new ScoreLayer(labs, store.models(), scoring, speed::isFirst, meters);
        later(roles.has(Role.PROCESS), "scores", scores, ScoreLayer::start);
        return alerts;
    }

    private StoreArchiveLookup lookup(PostgresStore store) {
        return new StoreArchiveLookup(store.ledger(), store.archive(), store.numbers(), labs);
    }

    private WebSources sources(
            PostgresStore store,
            KafkaLog log,
            LogFeeds feeds,
            RunningSources in,
            StreamLogWatch streams,
            AccessControl control,
            @Nullable SharedCache cache) {
        LiveLogReads reader = new LiveLogReads(log::ends, feeds, log::read);
        return new WebSources(labs, store, reader, clock, in, mqttPort(in), streams, control.access(), cache)
                .with(control.login());
    }

    /** The started cache that processes with the role web share; null where there is none. */
    private @Nullable SharedCache sharedCache(MeterRegistry meters) {
        return settings.sharedCache()
                .filter(server -> roles.has(Role.WEB))
                .map(server -> started(true, "cache", server.cache(meters), SharedCache::start))
                .orElse(null);
    }

    private SourceContext context(
            Ingest ingest,
            Access access,
            PostgresStore store,
            LogFeeds feeds,
            ListenerCertificate certificate,
            MeterRegistry meters) {
        Map<String, MqttBroker> brokers = new HashMap<>();
        settings.servers().forEach((name, server) -> {
            if (server.configured() instanceof MqttBrokerServer known) {
                brokers.put(name, known.broker());
            }
        });
        StoreLoadedFiles loaded = new StoreLoadedFiles(store.loadedFiles(), clock);
        return new SourceContext(
                ingest, access, labs, loaded, feeds, brokers, stages.names(), certificate.tls(), folder.path(), meters);
    }

    /** For the commands that the page shows; where another process takes events, it has the same settings. */
    private int mqttPort(RunningSources in) {
        return roles.has(Role.INGEST) ? in.port("mqtt") : settings.port("mqtt");
    }

    private Map<String, Check> ready(KafkaLog log, PostgresStore store, StreamLogWatch streams, RunningSources in) {
        Map<String, Check> ready = HealthChecks.checks(roles, log, store::check, in, folder.path());
        ready.put("start", () -> startOrder.check(roles.needed()));
        if (roles.needsLog()) {
            ready.put("streams", streams::check);
        }
        return ready;
    }

    /** The servers that the start still waits for; empty once all parts have started. */
    public String waitsFor() {
        return startOrder.reason();
    }

    /** Blocks until it is closed; throws the failure if it ended because of one. */
    public void awaitEnd() {
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        RuntimeException end = failure;
        if (end != null) {
            throw end;
        }
    }

    @Override
    public void close() {
        ended.countDown();
        startOrder.close();
        lifetime.close();
    }

    /**
     * Registers a part for closing before it starts, so that one that fails during its start is closed too.
     *
     * @param wanted if false, the part is created but not started, as no role of this process uses it
     */
    private <T extends AutoCloseable> T started(boolean wanted, String name, T part, Consumer<T> start) {
        if (wanted) {
            lifetime.own(name, part);
            start.accept(part);
        }
        return part;
    }

    /** The same for a part whose servers may not be available yet. */
    private <T extends AutoCloseable> void later(boolean wanted, String name, T part, Consumer<T> start) {
        if (wanted) {
            lifetime.own(name, part);
            List<String> needed = NEEDS.getOrDefault(name, List.of("store")).stream()
                    .filter(other -> usesStore() || !other.equals("store"))
                    .toList();
            startOrder.start(name, needed, () -> start.accept(part));
        }
    }

    private void fail(RuntimeException e) {
        failure = e;
        ended.countDown();
    }

    /** Ingest reads the log's status from the store; without a store it receives it from other processes. */
    private boolean usesStore() {
        return roles.usesStore() || settings.postgres().url().isPresent();
    }

    private Addresses addresses(
            BackingServers servers, KafkaLog log, RunningSources in, HttpFront http, GrpcServer grpc) {
        boolean literal = settings.host().contains(":") && !settings.host().startsWith("["); // of IPv6
        String host = literal ? "[" + settings.host() + "]" : settings.host();
        return new Addresses(
                http.scheme() + "://" + host + ":" + http.port(),
                roles.serveGrpc() ? host + ":" + grpc.port() : "",
                roles.has(Role.INGEST) ? in.addresses(host) : Map.of(),
                log.bootstrap().servers(),
                usesStore() ? servers.postgresAddress() : "",
                folder.path());
    }

    private Addresses announced(Addresses addresses) {
        LOG.atInfo()
                .addKeyValue("role", roles)
                .addKeyValue("http", addresses.http())
                .log("started");
        return addresses;
    }

    /** In the data folder, so that the offsets acknowledged to senders are known after a crash. */
    private AcknowledgedOffsets acknowledged() {
        return roles.has(Role.INGEST)
                ? AcknowledgedOffsets.open(folder.path().resolve("acknowledged"))
                : AcknowledgedOffsets.inMemory();
    }

    private void open(KafkaLog log) {
        try {
            log.start();
        } catch (UnusableConnection e) {
            throw new CommandFailed(Secrets.hidden(String.valueOf(e.getMessage())), e);
        }
        List<String> topics = new ArrayList<>(List.of(Topics.REJECTS));
        labs.forEach(lab -> lab.streams().values().forEach(stream -> topics.add(stream.topic())));
        List<String> unfit = new ArrayList<>();
        for (String topic : topics) {
            try {
                log.ensureTopic(topic, settings.kafka().partitions());
            } catch (UnfitTopic e) {
                unfit.add(e.getMessage());
            }
        }
        if (!unfit.isEmpty()) {
            throw new CommandFailed(String.join("\n", unfit));
        }
    }

    private void open(PostgresStore store) {
        store.start();
        if (roles.usesStore()) { // the other roles only need the log's status from it
            labs.forEach(store::prepare);
        }
    }
}
