package datalab.log.embedded;

import datalab.log.connection.KafkaConnection;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.EligibleLeaderReplicasVersion;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.server.common.MetadataVersion;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of the embedded broker: formats its storage if new, starts once and stops once. Owned by {@link EmbeddedKafka}.
 */
final class Broker {
    private static final Logger LOG = LoggerFactory.getLogger(Broker.class);
    private static final Duration STOP_MAX = Duration.ofSeconds(5);

    private final Path folder;
    private final KafkaConnection connection;
    private final BrokerLogins logins;
    private final boolean flushAlways;
    private @Nullable KafkaRaftServer server;

    Broker(Path folder, KafkaConnection connection, BrokerLogins logins, boolean flushAlways) {
        this.folder = folder;
        this.connection = connection;
        this.logins = logins;
        this.flushAlways = flushAlways;
    }

    void start() {
        if (!Files.exists(folder.resolve("meta.properties"))) {
            format();
        }
        Map<String, Object> settings =
                new HashMap<>(BrokerSettings.of(folder, connection, LoopbackPorts.anyFree(), flushAlways));
        logins.putInto(settings);
        KafkaConfig config = new KafkaConfig(settings, false);
        server = new KafkaRaftServer(config, Time.SYSTEM);
        server.startup();
    }

    /** Gives up waiting after a while: a broker whose disk has failed may never finish. */
    void stop() {
        KafkaRaftServer stopping = server;
        if (stopping == null) {
            return;
        }
        Thread stop = Thread.ofPlatform().daemon().name("datalab-kafka-stop").start(() -> shutdown(stopping));
        try {
            if (!stop.join(STOP_MAX)) {
                LOG.atWarn().addKeyValue("waited_ms", STOP_MAX.toMillis()).log("broker did not stop in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void shutdown(KafkaRaftServer server) {
        try {
            server.shutdown();
        } catch (RuntimeException e) {
            LOG.atWarn().setCause(e).log("broker stopped unclean");
        }
    }

    private void format() {
        try (PrintStream silent = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            Files.createDirectories(folder);
            new Formatter()
                    .setPrintStream(silent)
                    .setSupportedFeatures(List.copyOf(Feature.PRODUCTION_FEATURES))
                    .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                    // Meant for replicas that may take over; with one replica it only makes a start after a kill
                    // "unclean".
                    .setFeatureLevel(EligibleLeaderReplicasVersion.FEATURE_NAME, (short) 0)
                    .setNodeId(BrokerSettings.NODE)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setControllerListenerName(BrokerSettings.CONTROLLER)
                    .setDirectories(List.of(folder.toString()))
                    .setMetadataLogDirectory(folder.toString())
                    .setIgnoreFormatted(true)
                    .run();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to " + folder, e);
        } catch (Exception e) { // Formatter.run declares it
            throw new IllegalStateException("cannot format " + folder + " for Kafka: " + e.getMessage(), e);
        }
    }
}
