package datalab.web.cache;

/**
 * What is asked of the store for one answer.
 *
 * @param key everything that tells this answer from others: path, parameters, format
 * @param freshness how long the answer may be kept
 * @param cost how much it costs the store
 */
public record CacheQuery(String key, Freshness freshness, QueryCost cost) {}
