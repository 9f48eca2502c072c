package datalab.log.compacted;

import datalab.log.KafkaClients;
import datalab.log.KafkaLog;
import datalab.log.KafkaTopics;
import datalab.log.LogUnavailable;
import datalab.log.TopicRequirements;
import datalab.log.UnfitTopic;
import datalab.log.connection.KafkaConnection;
import datalab.log.topic.Replication;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;

/** The compacted topics of a cluster. Connects when it is first used. Thread-safe; every call ends within a few seconds. */
public final class CompactedTopics implements AutoCloseable {
    /** One partition, so that all records have one order and are all read at the end of that partition. */
    private static final int PARTITIONS = 1;

    private final KafkaConnection connection;
    private final Replication replication;
    private @Nullable Admin admin;
    private boolean closed;

    /** @param replication of topics that are made here, and what existing ones must have */
    public CompactedTopics(KafkaConnection connection, Replication replication) {
        this.connection = connection;
        this.replication = replication;
    }

    /**
     * Makes the topic where it is missing, and checks one that is there.
     *
     * @throws UnfitTopic where it cannot be made, or is not as it must be
     */
    public void prepare(String topic) {
        KafkaTopics.ensure(admin(), topic, PARTITIONS, TopicRequirements.compacted(replication));
    }

    /** Takes the topic over from the writer that had this transactional id. */
    public CompactedTopicWriter open(String topic, String transactionalId) {
        int bytesMax = Integer.parseInt(setting(topic, TopicConfig.MAX_MESSAGE_BYTES_CONFIG));
        return CompactedTopicWriter.open(
                connection, topic, transactionalId, Math.min(bytesMax, KafkaClients.RECORD_BYTES_MAX));
    }

    /** Throws {@link LogUnavailable} where the cluster would not answer now. */
    public void check() {
        KafkaTopics.get(admin().describeCluster().clusterId());
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (admin != null) {
            admin.close(KafkaTopics.CLOSE_TIMEOUT);
            admin = null;
        }
    }

    private String setting(String topic, String name) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        return Objects.requireNonNull(KafkaTopics.get(
                                admin().describeConfigs(List.of(resource)).all())
                        .get(resource))
                .get(name)
                .value();
    }

    private synchronized Admin admin() {
        if (closed) {
            throw new LogUnavailable(connection + " is closed", new IllegalStateException("closed"));
        }
        if (admin == null) {
            try {
                admin = KafkaTopics.admin(connection);
            } catch (KafkaException e) {
                Throwable cause = e.getCause() == null ? e : e.getCause();
                throw new LogUnavailable("Kafka cannot be reached: " + KafkaLog.describe(cause), e);
            }
        }
        return admin;
    }
}
