package datalab.store.forecast;

/** A score that is not known to be in the log. */
public record ScoreMessage(long number, String json) {}
