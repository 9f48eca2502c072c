package datalab.log.embedded;

import datalab.log.connection.KafkaConnection;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The settings of the one embedded broker, with the reason for each that is not the default. */
final class BrokerSettings {
    static final int NODE = 1;
    static final String CONTROLLER = "CONTROLLER";

    private static final long SEGMENT_BYTES = 256L << 20;
    private static final int RECORD_BATCH_BYTES_MAX = 2 << 20;

    private BrokerSettings() {}

    static Map<String, String> of(Path folder, KafkaConnection connection, int controllerPort, boolean flushAlways) {
        Map<String, String> settings = new HashMap<>();
        listen(settings, connection, controllerPort);
        BrokerAccess.protect(settings, connection, CONTROLLER);
        beAlone(settings);
        beQuick(settings);
        beSmall(settings);
        settings.put("log.dirs", folder.toString());
        settings.put("log.segment.bytes", Long.toString(SEGMENT_BYTES));
        settings.put("log.retention.ms", Long.toString(EmbeddedKafka.RETENTION.toMillis()));
        settings.put("message.max.bytes", Integer.toString(RECORD_BATCH_BYTES_MAX));
        // A mistyped topic name must be an error, not a new topic.
        settings.put("auto.create.topics.enable", "false");
        if (flushAlways) {
            settings.put("log.flush.interval.messages", "1");
        }
        return settings;
    }

    private static void listen(Map<String, String> settings, KafkaConnection connection, int controllerPort) {
        String here = BrokerAccess.listener(connection);
        settings.put("listeners", here + "," + CONTROLLER + "://" + LoopbackPorts.HOST + ":" + controllerPort);
        settings.put("advertised.listeners", here);
        settings.put("controller.listener.names", CONTROLLER);
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", Integer.toString(NODE));
        settings.put("controller.quorum.voters", NODE + "@" + LoopbackPorts.HOST + ":" + controllerPort);
    }

    /** There are no other brokers to copy to. */
    private static void beAlone(Map<String, String> settings) {
        settings.put("offsets.topic.replication.factor", "1");
        settings.put("offsets.topic.num.partitions", "1");
        settings.put("transaction.state.log.replication.factor", "1");
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("transaction.state.log.num.partitions", "1");
        settings.put("share.coordinator.state.topic.replication.factor", "1");
        settings.put("share.coordinator.state.topic.min.isr", "1");
        settings.put("share.coordinator.state.topic.num.partitions", "1");
    }

    /** No other member can join a group late, and a killed broker's session must not hold up its next start. */
    private static void beQuick(Map<String, String> settings) {
        settings.put("group.initial.rebalance.delay.ms", "0");
        settings.put("broker.heartbeat.interval.ms", "400");
        settings.put("broker.session.timeout.ms", "2000");
        settings.put("controlled.shutdown.enable", "true");
    }

    /** A laptop's broker: the default buffers and pools are meant for a machine of its own. */
    private static void beSmall(Map<String, String> settings) {
        settings.put("num.network.threads", "2");
        settings.put("num.io.threads", "4");
        settings.put("background.threads", "2");
        settings.put("log.cleaner.dedupe.buffer.size", "2097152");
        settings.put("log.cleaner.io.buffer.size", "65536");
        settings.put("metadata.max.idle.interval.ms", "5000");
        settings.put("metric.reporters", "");
    }
}
