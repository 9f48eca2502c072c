package datalab.log.topic;

/** How the topics of events are to be kept: what new ones are made with, and what existing ones must have. */
public record TopicKeeping(Replication replication, Retention retention) {
    public static final TopicKeeping OF_CLUSTER = new TopicKeeping(Replication.OF_CLUSTER, Retention.OF_CLUSTER);
}
