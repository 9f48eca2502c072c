package datalab.web.rest;

import datalab.http.Request;
import datalab.http.Response;
import datalab.web.cache.CacheQuery;
import datalab.web.cache.CachedResponder;
import datalab.web.cache.Freshness;
import datalab.web.cache.QueryCost;
import datalab.web.format.RowFormat;
import datalab.web.format.RowFormats;
import datalab.web.format.RowLayout;
import datalab.web.http.Answer;
import datalab.web.query.Page;
import datalab.web.query.QueryParameters;
import java.util.function.Supplier;

/** Answers requests that are never answered from what is kept, each format for itself. Thread-safe. */
final class RestResponder {
    /** What is no page of rows comes in one form alone. */
    private static final String ONLY = "json";

    private final CachedResponder answers;

    RestResponder(CachedResponder answers) {
        this.answers = answers;
    }

    /** Answers with a document. */
    void document(Request request, Response response, QueryParameters query, Supplier<Answer> load) {
        document(request, response, query, QueryCost.QUICK, load);
    }

    /** Answers with a document that is not the same for all. */
    void document(Request request, Response response, String audience, Supplier<Answer> load) {
        String key = ONLY + ' ' + request.path() + ' ' + audience;
        answers.serve(request, response, new CacheQuery(key, Freshness.NONE, QueryCost.QUICK), load);
    }

    void document(Request request, Response response, QueryParameters query, QueryCost cost, Supplier<Answer> load) {
        answers.serve(request, response, cacheQuery(request, query, ONLY, cost), load);
    }

    /** Answers with a page of rows. */
    <T> void rows(Request request, Response response, QueryParameters query, Rows<T> rows) {
        RowFormat format = rows.format();
        answers.serve(
                request,
                response,
                cacheQuery(request, query, format.name(), rows.cost()),
                () -> RowsAnswer.of(rows.page().get(), rows.layout(), format, query));
    }

    /** A page, queried on demand, and how it is to be written. */
    record Rows<T>(RowFormat format, QueryCost cost, RowLayout<T> layout, Supplier<Page<T>> page) {}

    /** @param havePlaces whether the rows have places on earth */
    static RowFormat format(Request request, QueryParameters query, boolean havePlaces) {
        return RowFormats.choose(query.text("format"), request.headers("Accept"), havePlaces);
    }

    private static CacheQuery cacheQuery(Request request, QueryParameters query, String format, QueryCost cost) {
        return new CacheQuery(format + ' ' + query.key(request.path()), Freshness.NONE, cost);
    }
}
