package datalab.web.http;

import datalab.access.quota.QuotaExceeded;
import datalab.lab.json.Problem;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Why a request gets no answer: thrown where it is noticed, written as {@code application/problem+json} at the edge.
 * Carries no stack trace, for it is about the request and not about this program.
 */
public final class HttpProblem extends RuntimeException {
    private final transient Problem problem;
    private final @Nullable Duration retryAfter;

    private HttpProblem(Problem problem, @Nullable Duration retryAfter) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
        this.retryAfter = retryAfter;
    }

    public static HttpProblem of(int status, String title, String detail) {
        return new HttpProblem(new Problem(status, title, detail), null);
    }

    public static HttpProblem badRequest(String detail) {
        return of(400, "Bad request", detail);
    }

    public static HttpProblem notFound(String detail) {
        return of(404, "Not found", detail);
    }

    /**
     * There is more than one answer may hold.
     *
     * @param what it is, in the plural
     * @param narrowing what the query can be made smaller with
     */
    public static HttpProblem tooMany(int max, String what, String narrowing) {
        String detail = "more than " + max + " " + what + "; narrow the question with " + narrowing;
        return of(422, "Too many rows", detail).with("max_rows", max);
    }

    /** The store or the log cannot answer now; nothing is wrong with the request. */
    public static HttpProblem unavailable(String detail, Duration retryAfter) {
        return new HttpProblem(new Problem(503, "Unavailable", detail), retryAfter);
    }

    /** Who asks has asked for as much as they may (RFC 6585). */
    public static HttpProblem overQuota(QuotaExceeded exceeded) {
        return new HttpProblem(new Problem(429, "Too many requests", exceeded.detail()), exceeded.retryAfter())
                .with("limit", exceeded.limit());
    }

    /** The same with one more member in the problem. */
    public HttpProblem with(String name, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(problem.more());
        more.put(name, value);
        return new HttpProblem(new Problem(problem.status(), problem.title(), problem.detail(), more), retryAfter);
    }

    public Problem problem() {
        return problem;
    }

    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
