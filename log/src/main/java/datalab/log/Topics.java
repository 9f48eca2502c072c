package datalab.log;

import datalab.log.status.SharedTopicStatus;

/** The names of DataLab's internal topics. A stream's own topic is {@code EventStream.topic()}. */
public final class Topics {
    /** Inputs that no stream could take, of all labs. */
    public static final String REJECTS = "datalab.rejects";

    /** The status of the other topics, see {@link SharedTopicStatus}. */
    public static final String TOPIC_STATUS = "datalab.standings";

    private Topics() {}
}
