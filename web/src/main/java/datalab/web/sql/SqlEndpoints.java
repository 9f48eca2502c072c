package datalab.web.sql;

import datalab.access.AccessRole;
import datalab.http.HttpEndpoint;
import datalab.http.Permission;
import datalab.http.Request;
import datalab.http.Response;
import datalab.http.openapi.JsonSchema;
import datalab.http.openapi.Operation;
import datalab.http.openapi.OperationParameter;
import datalab.lab.Lab;
import datalab.store.result.QueryTimeout;
import datalab.store.sql.SqlOff;
import datalab.store.sql.SqlQueries;
import datalab.store.sql.SqlQuestion;
import datalab.store.sql.SqlRefused;
import datalab.web.format.RowFormat;
import datalab.web.format.RowFormats;
import datalab.web.http.ExpensiveTurn;
import datalab.web.http.HttpProblem;
import datalab.web.query.LabCatalog;
import datalab.web.query.QueryParameters;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code POST /labs/{lab}/sql} asks a question in SQL, {@code GET} tells what it can read. Thread-safe. */
public final class SqlEndpoints {
    private static final String PATH = "/labs/{lab}/sql";
    private static final int AT_ONCE = 2;
    private static final int LIMIT_DEFAULT = 1_000;
    private static final int LIMIT_MAX = 10_000;
    private static final Duration DOWNLOAD_MAX = Duration.ofMinutes(5);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private static final List<OperationParameter> PARAMETERS = List.of(
            OperationParameter.query(
                    "limit",
                    "the most rows; of JSON " + LIMIT_DEFAULT + " where it is left out and " + LIMIT_MAX
                            + " at most, else all",
                    JsonSchema.wholeNumber(1, SqlDownload.ROWS_MAX)),
            OperationParameter.query(
                    "format",
                    "instead of the Accept header",
                    JsonSchema.words(
                            RowFormats.ofText().stream().map(RowFormat::name).toList())));
    private static final List<String> KNOWN = OperationParameter.names(PARAMETERS);

    private final LabCatalog catalog;
    private final SqlQueries queries;
    private final Duration waitMax;
    private final boolean isOn;
    private final Semaphore places = new Semaphore(AT_ONCE, true);

    /**
     * The endpoints.
     *
     * @param queries null where no questions are wanted: then they answer so, and the document leaves them out
     * @param waitMax how long a question waits for its turn
     */
    public SqlEndpoints(LabCatalog catalog, @Nullable SqlQueries queries, Duration waitMax) {
        this.catalog = catalog;
        this.isOn = queries != null;
        this.queries = queries == null ? new SqlTurnedOff() : queries;
        this.waitMax = waitMax;
    }

    public List<HttpEndpoint> all() {
        return List.of(
                HttpEndpoint.get(
                        PATH,
                        Permission.to(AccessRole.READ),
                        this::tables,
                        describedOfEach(lab -> Operation.ofLab(
                                        lab.name(), "sql_tables", "The tables and columns that SQL can read")
                                .answers(200, "tables and views", Operation.json(SqlSchemas.tables()))
                                .problems(404, 503))),
                HttpEndpoint.post(
                        PATH,
                        Permission.to(AccessRole.READ),
                        this::ask,
                        describedOfEach(lab -> Operation.ofLab(lab.name(), "sql", "Ask the lab's data in SQL")
                                .parameters(PARAMETERS)
                                .body("one query", true, SqlSchemas.question())
                                .answers(200, "its rows", SqlSchemas.answer())
                                .problems(400, 404, 413, 415, 422, 503))));
    }

    private List<Operation> describedOfEach(Function<Lab, Operation> describe) {
        return isOn ? catalog.eachLab(describe) : List.of();
    }

    private void tables(Request request, Response response) {
        Lab lab = catalog.lab(request.parameter("lab"));
        QueryParameters.of(request.query(), List.of());
        byte[] tables = SqlTablesJson.of(orOff(() -> queries.tables(lab.name())));
        response.header("Content-Type", "application/json")
                .header("Cache-Control", "no-store")
                .send(tables);
    }

    private void ask(Request request, Response response) {
        Lab lab = catalog.lab(request.parameter("lab"));
        QueryParameters query = QueryParameters.of(request.query(), KNOWN);
        RowFormat format = RowFormats.chooseText(query.text("format"), request.headers("Accept"));
        boolean isPage = format.isOfPages();
        int limit = query.count("limit", LIMIT_DEFAULT, isPage ? LIMIT_MAX : SqlDownload.ROWS_MAX);
        SqlDownload download = new SqlDownload(format, query.text("limit").isPresent() ? limit : null);
        SqlQuestion question = new SqlQuestion(
                lab.name(), SqlRequest.sql(request), isPage ? queries.max() : DOWNLOAD_MAX, request.departure());
        byte[] body = ExpensiveTurn.take(
                request.caller(),
                () -> inTurn(() -> orOff(() -> queries.ask(question, answer -> {
                    if (isPage) {
                        return new SqlAnswerJson(limit).of(answer);
                    }
                    download.send(response, lab.name(), answer);
                    return new byte[0];
                }))));
        if (isPage) {
            response.header("Content-Type", format.contentType())
                    .header("Cache-Control", "no-store")
                    .send(body);
        }
    }

    private <T> T inTurn(Supplier<T> question) {
        try {
            if (!places.tryAcquire(waitMax.toMillis(), TimeUnit.MILLISECONDS)) {
                throw HttpProblem.unavailable(
                        AT_ONCE + " questions in SQL are already being answered and none ended within "
                                + waitMax.toMillis() + " ms; ask again",
                        RETRY_AFTER);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw HttpProblem.unavailable("this DataLab is ending", RETRY_AFTER);
        }
        try {
            return question.get();
        } finally {
            places.release();
        }
    }

    private static <T> T orOff(Supplier<T> asked) {
        try {
            return asked.get();
        } catch (SqlOff e) {
            throw HttpProblem.of(404, "No SQL here", String.valueOf(e.getMessage()));
        } catch (QueryTimeout e) {
            throw HttpProblem.of(
                    422,
                    "Takes too long",
                    "the question took longer than " + e.max().toSeconds()
                            + " s and was given up; ask for less, such as a shorter time");
        } catch (SqlRefused e) {
            throw problem(e);
        }
    }

    private static HttpProblem problem(SqlRefused refused) {
        HttpProblem problem = HttpProblem.of(422, "Question refused", String.valueOf(refused.getMessage()))
                .with("code", refused.code());
        if (refused.position() != null) {
            problem = problem.with("position", refused.position());
        }
        return refused.hint() == null ? problem : problem.with("hint", refused.hint());
    }
}
