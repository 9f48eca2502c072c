package datalab.web.cache;

import datalab.http.Request;
import datalab.http.Response;
import datalab.web.http.Answer;
import datalab.web.http.ExpensiveTurn;
import datalab.web.http.ResponseWriter;
import java.util.function.Supplier;

/** Answers every data request, through the cache if the answer may be cached. Thread-safe. */
public final class CachedResponder {
    private final AnswerCache cache;

    public CachedResponder(AnswerCache cache) {
        this.cache = cache;
    }

    public void serve(Request request, Response response, CacheQuery query, Supplier<Answer> load) {
        CachedAnswer served = query.cost() == QueryCost.HEAVY
                ? ExpensiveTurn.take(request.caller(), () -> cache.get(query, load))
                : cache.get(query, load);
        Freshness freshness = query.freshness();
        if (freshness.ttl().isPositive()) {
            response.header("Age", Long.toString(served.age().toSeconds()));
            response.header("Cache-Status", served.cacheStatus());
        }
        ResponseWriter.send(request, response, served.answer(), freshness.cacheControl());
    }
}
