package datalab.store.ledger;

import datalab.lab.stream.EventStream;

/**
 * Stores the {@link LogIdentity} of each partition. Thread-safe. A recorded gap persists across restarts until {@link
 * #goOn}: until then, every commit of the partition is fenced.
 */
public interface LogIdentityStore {

    /** Notes which topic a partition is read from, where nothing is noted yet. */
    void identify(EventStream stream, int partition, String id);

    /** Notes that the log was seen to hold records up to an offset of its own. Does nothing where it is not the log noted. */
    void seen(EventStream stream, int partition, LogIdentity noted, long end);

    /**
     * Notes that the log is not the one that was read, with an alarm that says so. Does nothing where one is noted already, or
     * where the partition has moved on meanwhile.
     *
     * @param noted what the log was compared with
     * @param at the log's own offset where processing would go on
     */
    void gap(EventStream stream, Progress noted, long at, String alarm);

    /**
     * Ends a gap: processing goes on at an offset of the log that there is now. Where places from there on are taken, the log's
     * base is raised above them; else what is missing is passed over. Nothing archived is touched.
     *
     * @param noted as it was when the operator decided
     * @param id of the topic that there is now
     * @param end of the log that there is now
     * @return false where it is not as it was noted any more
     */
    boolean goOn(EventStream stream, int partition, LogIdentity noted, String id, long at, long end);
}
