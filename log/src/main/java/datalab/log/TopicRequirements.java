package datalab.log;

import datalab.log.topic.Replication;
import datalab.log.topic.Retention;
import datalab.log.topic.TopicKeeping;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The settings that a topic must have, also one that was not created by DataLab.
 *
 * @param cleanup its {@code cleanup.policy}
 */
public record TopicRequirements(String cleanup, Replication replication, Retention retention) {
    private static final String COMPACT = TopicConfig.CLEANUP_POLICY_COMPACT;
    private static final Logger LOG = LoggerFactory.getLogger(TopicRequirements.class);

    /** Of a topic whose records are events. */
    static TopicRequirements ofEvents(TopicKeeping keeping) {
        return new TopicRequirements(TopicConfig.CLEANUP_POLICY_DELETE, keeping.replication(), keeping.retention());
    }

    /** Of a topic that keeps the last record of each key. */
    public static TopicRequirements compacted(Replication replication) {
        return new TopicRequirements(COMPACT, replication, Retention.OF_CLUSTER);
    }

    /** What a new topic is made with. */
    Map<String, String> configs() {
        Map<String, String> configs = new HashMap<>();
        configs.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(KafkaClients.RECORD_BYTES_MAX));
        configs.put(TopicConfig.CLEANUP_POLICY_CONFIG, cleanup);
        if (replication.minInsyncReplicas() > 0) {
            configs.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, Integer.toString(replication.minInsyncReplicas()));
        }
        if (retention.time() != null) {
            configs.put(
                    TopicConfig.RETENTION_MS_CONFIG,
                    Long.toString(retention.time().toMillis()));
        }
        return configs;
    }

    /**
     * Compares a topic that is there with it.
     *
     * @throws UnfitTopic with everything that has to be changed
     */
    public void check(Admin admin, TopicDescription topic) {
        List<String> mistakes = new ArrayList<>();
        int replicas = topic.partitions().stream()
                .mapToInt(partition -> partition.replicas().size())
                .min()
                .orElse(0);
        if (replicas < replication.replicas()) {
            mistakes.add("has " + replicas + " replicas, replication asks for " + replication.replicas());
        }
        try {
            Config config = config(admin, topic.name());
            compare(config, replicas, topic.name(), mistakes);
            keep(admin, config, topic.name(), mistakes);
        } catch (LogUnavailable e) {
            if (!(e.getCause() instanceof AuthorizationException)) {
                throw e;
            }
            LOG.atWarn()
                    .addKeyValue("topic", topic.name())
                    .addKeyValue("reason", e.getMessage())
                    .log("settings of a topic not checked");
        }
        if (!mistakes.isEmpty()) {
            throw new UnfitTopic("topic " + topic.name() + " " + String.join("; it ", mistakes));
        }
    }

    private void compare(Config config, int replicas, String topic, List<String> mistakes) {
        String policy = value(config, TopicConfig.CLEANUP_POLICY_CONFIG);
        boolean isCompacted = cleanup.equals(COMPACT);
        if (isCompacted && !policy.equals(COMPACT)) {
            mistakes.add(
                    "has cleanup.policy=" + policy + ", and needs compact, so that the last record of each key stays");
        } else if (!isCompacted && policy.contains(COMPACT)) {
            mistakes.add("has cleanup.policy=" + policy
                    + ", and needs delete: compacting drops all but the last event of a key");
        }
        int inSync = Integer.parseInt(value(config, TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG));
        if (inSync < replication.minInsyncReplicas()) {
            mistakes.add("has min.insync.replicas=" + inSync + ", min_insync_replicas asks for "
                    + replication.minInsyncReplicas());
        }
        int bytes = Integer.parseInt(value(config, TopicConfig.MAX_MESSAGE_BYTES_CONFIG));
        if (!isCompacted && bytes < KafkaClients.RECORD_BYTES_MAX) {
            mistakes.add("has max.message.bytes=" + bytes + ", and needs " + KafkaClients.RECORD_BYTES_MAX
                    + " for the largest events");
        }
        boolean mayLose = Boolean.parseBoolean(value(config, TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG));
        if (replicas > 1 && (inSync < 2 || mayLose)) {
            LOG.atWarn()
                    .addKeyValue("topic", topic)
                    .addKeyValue("replicas", replicas)
                    .addKeyValue("min.insync.replicas", inSync)
                    .addKeyValue("unclean.leader.election.enable", mayLose)
                    .log("one broker's end can lose acknowledged events");
        }
    }

    /** Kafka's own retention is a broker's setting, and -1 is for ever. */
    private void keep(Admin admin, Config config, String topic, List<String> mistakes) {
        if (retention.time() == null) {
            return;
        }
        long is = Long.parseLong(value(config, TopicConfig.RETENTION_MS_CONFIG));
        long asked = retention.time().toMillis();
        if (is == asked) {
            return;
        }
        if (retention.alters()) {
            alter(admin, topic, TopicConfig.RETENTION_MS_CONFIG, Long.toString(asked));
            log("retention of a topic changed", topic, is);
        } else if (is >= 0 && is < asked) {
            mistakes.add("has retention.ms=" + is + ", kafka.retention asks for " + asked);
        } else {
            log("topic keeps records longer than kafka.retention asks for", topic, is);
        }
    }

    private void log(String what, String topic, long is) {
        LOG.atWarn()
                .addKeyValue("topic", topic)
                .addKeyValue("retention.ms", is)
                .addKeyValue("asked", retention.time())
                .log(what);
    }

    private static void alter(Admin admin, String topic, String name, String value) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        AlterConfigOp set = new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
        KafkaTopics.get(
                admin.incrementalAlterConfigs(Map.of(resource, List.of(set))).all());
    }

    private static Config config(Admin admin, String topic) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        return Objects.requireNonNull(
                KafkaTopics.get(admin.describeConfigs(List.of(resource)).all()).get(resource));
    }

    private static String value(Config config, String name) {
        return config.get(name).value();
    }
}
