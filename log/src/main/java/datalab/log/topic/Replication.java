package datalab.log.topic;

/**
 * How safely the brokers of a cluster keep a topic: what new topics are made with, and existing ones must have at least.
 *
 * @param replicas brokers that have each record; 0 leaves it to the cluster
 * @param minInsyncReplicas those of them that must have a record before it is acknowledged; 0 leaves it to the cluster
 */
public record Replication(int replicas, int minInsyncReplicas) {
    public static final int REPLICAS_MAX = 100;
    public static final Replication OF_CLUSTER = new Replication(0, 0);
}
