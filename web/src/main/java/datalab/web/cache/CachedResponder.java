package datalab.web.cache;

import datalab.http.Request;
import datalab.http.Response;
import datalab.web.http.Answer;
import datalab.web.http.ResponseWriter;
import java.util.function.Supplier;

/** The one way in which data is answered: through the cache, whether it is kept there or not. Thread-safe. */
public final class CachedResponder {
    private final AnswerCache cache;

    public CachedResponder(AnswerCache cache) {
        this.cache = cache;
    }

    public void serve(Request request, Response response, CacheQuery question, Supplier<Answer> load) {
        CachedAnswer served = cache.get(question, load);
        Freshness freshness = question.freshness();
        if (freshness.ttl().isPositive()) {
            response.header("Age", Long.toString(served.age().toSeconds()));
        }
        ResponseWriter.send(request, response, served.answer(), freshness.cacheControl());
    }
}
