package datalab.store.output;

/**
 * A row that a server will not take for what it holds, such as a text longer than its column.
 *
 * @param reason in words for a person, with the column where the server names it
 */
public record RefusedRow(OutputRow row, String reason) {}
