package datalab.process.loggap;

import org.jspecify.annotations.Nullable;

/**
 * The current state of a partition's log, in Kafka's own offsets.
 *
 * @param id of its topic
 * @param first the offset of the first record still held
 * @param end one after the last
 * @param cut one after the last record of the leaders up to the one that wrote what was processed last: what lies behind it was
 *     written later. Null where that leader still leads, or is not known
 */
record LogSnapshot(
        String id, long first, long end, @Nullable Long cut) {}
