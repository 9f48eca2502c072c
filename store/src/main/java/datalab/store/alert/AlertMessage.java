package datalab.store.alert;

/**
 * What is to be told, in order.
 *
 * @param json an event of the stream of messages
 */
public record AlertMessage(long number, String json) {}
