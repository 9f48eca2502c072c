package datalab.web.cache;

/**
 * What is asked of the store for one answer.
 *
 * @param key everything that tells this answer from others: path, parameters, representation
 * @param freshness how long the answer may be kept
 * @param lane how much it costs the store
 */
public record Question(String key, Freshness freshness, Lane lane) {}
