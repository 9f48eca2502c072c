package datalab.web.cache;

/**
 * The store query for one answer.
 *
 * @param key everything that identifies this answer: path, parameters, format
 * @param freshness how long the answer may be kept
 * @param cost how much it costs the store
 */
public record CacheQuery(String key, Freshness freshness, QueryCost cost) {}
