package datalab.app;

import datalab.app.settings.Settings;
import datalab.ingest.Ingest;
import datalab.ingest.IngestLimits;
import datalab.ingest.file.FileSource;
import datalab.ingest.http.IngestHttp;
import datalab.ingest.mqtt.MqttSettings;
import datalab.ingest.mqtt.MqttSource;
import datalab.lab.EventStream;
import datalab.lab.Lab;
import datalab.log.KafkaLog;
import datalab.log.Topics;
import datalab.process.speed.SpeedLayer;
import datalab.process.speed.SpeedSettings;
import datalab.store.postgres.PostgresStore;
import datalab.web.LogReader;
import datalab.web.Web;
import datalab.web.WebSettings;
import datalab.web.WebSources;
import datalab.web.probe.Probes;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All of DataLab in one process. {@link #start} is the whole wiring, in the order in which an event travels; {@link #close}
 * takes it apart in reverse, within the time that the settings give. Starts once; may be closed at any moment, from any
 * thread, also while it starts.
 */
public final class DataLab implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DataLab.class);

    private final Settings settings;
    private final List<Lab> labs;
    private final DataFolder folder;
    private final Clock clock;
    private final Lifetime lifetime;
    private final CountDownLatch ended = new CountDownLatch(1);

    DataLab(Settings settings, List<Lab> labs, DataFolder folder, Clock clock) {
        this.settings = settings;
        this.labs = List.copyOf(labs);
        this.folder = folder;
        this.clock = clock;
        this.lifetime = new Lifetime(settings.limits().stop());
    }

    /** Returns when events are taken and questions answered: where. */
    Addresses start() {
        Metrics metrics = started("metrics", new Metrics(), Metrics::start);
        MeterRegistry meters = metrics.registry();

        Servers servers = started("servers", new Servers(settings, folder), Servers::start);
        KafkaLog log = started("log", new KafkaLog(servers.kafkaBootstrap(), servers::kafkaTrouble), KafkaLog::start);
        makeTopics(log);
        PostgresStore store = started("store", new PostgresStore(servers.postgres()), PostgresStore::start);
        labs.forEach(store::prepare);

        SpeedSettings reading = SpeedSettings.of(log.bootstrap(), "datalab", servers.soleReader());
        started("speed", new SpeedLayer(reading, labs, store, meters, clock), SpeedLayer::start);

        Ingest ingest = new Ingest(log, ingestLimits(), meters, clock);
        MqttSource mqtt = started("mqtt", new MqttSource(ingest, labs, mqttSettings(), log::tail), MqttSource::start);
        LoadedFilesInStore loaded = new LoadedFilesInStore(store, clock);
        FileSource files = started("files", new FileSource(ingest, labs, loaded), FileSource::start);
        new FirstFiles(labs, files, log, store).await();

        InetSocketAddress mqttAddress = new InetSocketAddress(settings.host(), mqtt.port());
        Probes probes = new Probes(Health.checks(log, store, mqttAddress, folder.path()), metrics::text);
        WebSources sources = new WebSources(labs, store, new LogReader(log::ends, log::tail), clock);
        RejectResend resend = new RejectResend(ingest, labs, clock);
        Web web = lifetime.own("web", new Web(sources, resend, probes, webSettings(), meters));
        HttpServer http = new HttpServer(settings.host(), settings.http().port(), new IngestHttp(ingest, labs), web);
        started("http", http, HttpServer::start);

        LOG.atInfo()
                .addKeyValue("labs", labs.size())
                .addKeyValue("port", http.port())
                .log("started");
        return new Addresses(
                "http://" + settings.host() + ":" + http.port(),
                "mqtt://" + settings.host() + ":" + mqtt.port(),
                log.bootstrap(),
                servers.postgresAddress(),
                folder.path());
    }

    /** Returns when somebody closes it. */
    void awaitEnd() {
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        ended.countDown();
        lifetime.close();
    }

    /** Takes a part over before it starts, so that one that fails half-way is closed too. */
    private <T extends AutoCloseable> T started(String name, T part, Consumer<T> start) {
        lifetime.own(name, part);
        start.accept(part);
        return part;
    }

    private void makeTopics(KafkaLog log) {
        int partitions = settings.kafka().partitions();
        log.ensureTopic(Topics.REJECTS, partitions);
        for (Lab lab : labs) {
            for (EventStream stream : lab.streams().values()) {
                log.ensureTopic(stream.topic(), partitions);
            }
        }
    }

    private MqttSettings mqttSettings() {
        return new MqttSettings(
                settings.host(), settings.mqtt().port(), settings.limits().mqttConnections());
    }

    private IngestLimits ingestLimits() {
        Settings.Limits limits = settings.limits();
        IngestLimits usual = IngestLimits.DEFAULT;
        return new IngestLimits(
                limits.eventBytes(), limits.inFlightBytes(), usual.roomWait(), usual.ackWait(), usual.retryAfter());
    }

    private WebSettings webSettings() {
        Settings.Limits limits = settings.limits();
        WebSettings usual = WebSettings.DEFAULT;
        return new WebSettings(
                limits.cacheBytes(),
                usual.queriesMax(),
                usual.queryWaitMax(),
                limits.liveClients(),
                settings.loopbackOnly());
    }
}
