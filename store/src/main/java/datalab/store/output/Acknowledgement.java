package datalab.store.output;

/**
 * A server has taken a row that is told, of a step that is not written yet.
 *
 * @param key the text of the row's key
 * @param recipient who has been told, where a row is told to several; empty where to one
 * @param content as what the row was told: as something else it is told again
 */
public record Acknowledgement(String key, String recipient, String content) {}
