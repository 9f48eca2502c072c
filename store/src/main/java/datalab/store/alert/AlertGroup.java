package datalab.store.alert;

/**
 * A group that an alert watches on its own.
 *
 * @param key by which stores find it: one for each group, short enough for an index
 * @param values the values of the group, a JSON array
 */
public record AlertGroup(String key, String values) {}
