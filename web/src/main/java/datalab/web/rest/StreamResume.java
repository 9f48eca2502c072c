package datalab.web.rest;

import java.util.List;

/** Resumes a stream after its log has lost records, at an operator's request. */
@FunctionalInterface
public interface StreamResume {

    /**
     * Goes on, or says what would be lost.
     *
     * @param topic of the stream
     * @param acceptLoss where false nothing is changed
     * @return the partitions that had stopped; none where there is nothing to decide
     */
    List<Stopped> resume(String topic, boolean acceptLoss);

    /**
     * A partition that had stopped.
     *
     * @param missing how many acknowledged records are known to be lost
     * @param what happened
     * @param resumed whether it goes on now
     */
    record Stopped(int partition, long missing, String what, boolean resumed) {}
}
