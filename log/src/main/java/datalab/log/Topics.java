package datalab.log;

import datalab.log.status.TopicStatusTopic;

/** The names of DataLab's internal topics. A stream's own topic is {@code EventStream.topic()}. */
public final class Topics {
    /** Inputs that no stream could take, whatever lab they were meant for. */
    public static final String REJECTS = "datalab.rejects";

    /** How the other topics stand, see {@link TopicStatusTopic}. */
    public static final String STANDINGS = "datalab.standings";

    private Topics() {}
}
