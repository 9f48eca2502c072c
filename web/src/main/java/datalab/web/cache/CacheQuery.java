package datalab.web.cache;

/**
 * The store query for one answer.
 *
 * @param key everything that identifies this answer: path, parameters, format
 * @param freshness how long the answer may be kept
 * @param cost how much it costs the store
 * @param source what it is made from
 */
public record CacheQuery(String key, Freshness freshness, QueryCost cost, AnswerSource source) {

    /** One whose answer this process alone keeps, if at all. */
    public CacheQuery(String key, Freshness freshness, QueryCost cost) {
        this(key, freshness, cost, AnswerSource.UNSHARED);
    }

    boolean isShared() {
        return freshness.isCached() && source.isShared();
    }

    String version() {
        return source.version().get();
    }
}
