package datalab.web.rest;

import datalab.http.Request;
import datalab.http.Response;
import datalab.web.cache.AnswerCache;
import datalab.web.cache.Freshness;
import datalab.web.cache.Question;
import datalab.web.cache.Served;
import datalab.web.http.Answer;
import datalab.web.http.Sender;
import java.util.function.Supplier;

/** The one way in which data is answered: through the cache, whether it is kept there or not. Thread-safe. */
public final class DataAnswers {
    private final AnswerCache cache;

    public DataAnswers(AnswerCache cache) {
        this.cache = cache;
    }

    void serve(Request request, Response response, Question question, Supplier<Answer> load) {
        Served served = cache.get(question, load);
        Freshness freshness = question.freshness();
        if (freshness.ttl().isPositive()) {
            response.header("Age", Long.toString(served.age().toSeconds()));
        }
        Sender.send(request, response, served.answer(), freshness.cacheControl());
    }
}
