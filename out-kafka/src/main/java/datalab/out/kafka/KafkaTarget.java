package datalab.out.kafka;

import datalab.log.LogUnavailable;
import datalab.log.UnfitTopic;
import datalab.log.compacted.CompactedTopics;
import datalab.log.connection.KafkaConnection;
import datalab.log.topic.Replication;
import datalab.store.output.OutputMismatch;
import datalab.store.output.OutputTable;
import datalab.store.output.OutputTarget;
import datalab.store.output.OutputUnavailable;
import datalab.store.output.OutputWriter;

/** Outputs on a Kafka cluster. Connects when it is first used. Thread-safe. */
final class KafkaTarget implements OutputTarget {
    private static final String TRANSACTIONAL_ID = "datalab.";

    private final KafkaConnection connection;
    private final CompactedTopics topics;

    KafkaTarget(KafkaConnection connection, Replication replication) {
        this.connection = connection;
        this.topics = new CompactedTopics(connection, replication);
    }

    @Override
    public void prepare(OutputTable table) {
        try {
            topics.prepare(table.name());
        } catch (UnfitTopic e) {
            throw new OutputMismatch(connection + ", " + e.getMessage());
        } catch (LogUnavailable e) {
            throw unavailable(e);
        }
    }

    @Override
    public OutputWriter open(OutputTable table) {
        try {
            return new KafkaWriter(this, table, topics.open(table.name(), TRANSACTIONAL_ID + table.output()));
        } catch (LogUnavailable e) {
            throw unavailable(e);
        }
    }

    @Override
    public void check() {
        try {
            topics.check();
        } catch (LogUnavailable e) {
            throw unavailable(e);
        }
    }

    @Override
    public void close() {
        topics.close();
    }

    OutputUnavailable unavailable(LogUnavailable e) {
        return new OutputUnavailable(connection + ": " + e.getMessage(), e);
    }
}
