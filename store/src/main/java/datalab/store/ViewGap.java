package datalab.store;

/**
 * Archived events of one partition that a view has not folded yet.
 *
 * @param from the first offset it lacks
 * @param until the partition's next offset: the owner folds from there on
 * @param epoch the partition's epoch, into which they belong
 */
public record ViewGap(String view, int partition, long from, long until, long epoch) {}
