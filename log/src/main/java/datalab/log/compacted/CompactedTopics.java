package datalab.log.compacted;

import datalab.log.KafkaClients;
import datalab.log.KafkaConnection;
import datalab.log.KafkaLog;
import datalab.log.KafkaTopics;
import datalab.log.LogUnavailable;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.jspecify.annotations.Nullable;

/** The compacted topics of a cluster. Connects when it is first used. Thread-safe; every call ends within a few seconds. */
public final class CompactedTopics implements AutoCloseable {
    /** One partition, so that all records have one order and are all read at the end of that partition. */
    private static final int PARTITIONS = 1;

    private final KafkaConnection connection;
    private final short replication;
    private @Nullable Admin admin;
    private boolean closed;

    /** @param replication of topics that are made here */
    public CompactedTopics(KafkaConnection connection, int replication) {
        this.connection = connection;
        this.replication = (short) replication;
    }

    /**
     * Makes the topic where it is missing, and checks one that is there.
     *
     * @throws UnfitTopic where it cannot be made, or is not compacted
     */
    public void prepare(String topic) {
        try {
            if (KafkaTopics.describe(admin(), List.of(topic)).isEmpty()) {
                create(topic);
            }
        } catch (LogUnavailable e) {
            throw isOfTopic(e.getCause()) ? new UnfitTopic("topic " + topic + ": " + reason(e)) : e;
        }
        String policy = setting(topic, TopicConfig.CLEANUP_POLICY_CONFIG);
        if (!policy.equals(TopicConfig.CLEANUP_POLICY_COMPACT)) {
            throw new UnfitTopic("topic " + topic + " has cleanup.policy=" + policy
                    + "; it needs compact, so that the last record of each key stays");
        }
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

    private void create(String topic) {
        KafkaTopics.create(admin(), new NewTopic(topic, PARTITIONS, replication), TopicConfig.CLEANUP_POLICY_COMPACT);
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

    private static boolean isOfTopic(@Nullable Throwable cause) {
        return cause instanceof InvalidTopicException
                || cause instanceof InvalidReplicationFactorException
                || cause instanceof PolicyViolationException;
    }

    private static String reason(LogUnavailable e) {
        return e.getCause() == null ? KafkaLog.describe(e) : KafkaLog.describe(e.getCause());
    }
}
