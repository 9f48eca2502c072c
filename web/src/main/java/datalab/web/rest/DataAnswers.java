package datalab.web.rest;

import datalab.web.cache.AnswerCache;
import datalab.web.cache.Freshness;
import datalab.web.cache.Question;
import datalab.web.cache.Served;
import datalab.web.http.Answer;
import datalab.web.http.Sender;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.function.Supplier;

/** The one way in which data is answered: through the cache, whether it is kept there or not. Thread-safe. */
public final class DataAnswers {
    private final AnswerCache cache;

    public DataAnswers(AnswerCache cache) {
        this.cache = cache;
    }

    void serve(ServerRequest request, ServerResponse response, Question question, Supplier<Answer> load) {
        Served served = cache.get(question, load);
        Freshness freshness = question.freshness();
        if (freshness.ttl().isPositive()) {
            response.header(HeaderValues.create(HeaderNames.AGE, served.age().toSeconds()));
        }
        Sender.send(request, response, served.answer(), freshness.cacheControl());
    }
}
