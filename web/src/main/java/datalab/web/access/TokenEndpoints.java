package datalab.web.access;

import datalab.access.AccessToken;
import datalab.access.Caller;
import datalab.access.TokenLedger;
import datalab.access.TokenText;
import datalab.http.Handler;
import datalab.http.HttpEndpoint;
import datalab.http.Permission;
import datalab.http.Request;
import datalab.http.Response;
import datalab.http.openapi.JsonSchema;
import datalab.http.openapi.Operation;
import datalab.http.openapi.OperationParameter;
import datalab.store.sql.SqlOff;
import datalab.web.format.JsonBytes;
import datalab.web.http.HttpProblem;
import datalab.web.query.LabCatalog;
import datalab.web.query.QueryParameters;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tokens: made, listed and revoked by those who have the role admin for all that a token gives. A token's text is in the
 * answer to who made it, and nowhere else. Thread-safe.
 */
final class TokenEndpoints {
    private static final Logger LOG = LoggerFactory.getLogger(TokenEndpoints.class);
    private static final String TOKENS = "/tokens";
    private static final int PAGE = 1000;
    private static final List<OperationParameter> PARAMETERS =
            List.of(OperationParameter.query("after", "the last id of the page before", JsonSchema.text()));

    private final LabCatalog catalog;
    private final @Nullable TokenLedger ledger;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    /** @param ledger null where nobody has to log in */
    TokenEndpoints(LabCatalog catalog, @Nullable TokenLedger ledger, Clock clock) {
        this.catalog = catalog;
        this.ledger = ledger;
        this.clock = clock;
    }

    List<HttpEndpoint> all() {
        return List.of(
                endpoint(
                        "GET",
                        TOKENS,
                        this::list,
                        new Operation("DataLab", "tokens_list", "The tokens that you may revoke")
                                .parameters(PARAMETERS)
                                .answers(200, "tokens by their ids", Operation.json(JsonSchema.object()))
                                .problems(400, 404, 503)),
                endpoint(
                        "POST",
                        TOKENS,
                        this::create,
                        new Operation("DataLab", "tokens_create", "Make a token")
                                .body("what it is for and gives", true, Operation.json(TokenSchemas.request()))
                                .answers(201, "the token, once", Operation.json(JsonSchema.object()))
                                .problems(400, 404, 413, 415, 422, 503)),
                endpoint(
                        "DELETE",
                        TOKENS + "/{id}",
                        this::revoke,
                        new Operation("DataLab", "tokens_revoke", "Revoke a token, everywhere and at once")
                                .parameter(OperationParameter.path("id", JsonSchema.text()))
                                .answers(200, "the token as it is then", Operation.json(JsonSchema.object()))
                                .problems(400, 404, 503)));
    }

    /** Described only where somebody logs in. */
    private HttpEndpoint endpoint(String method, String path, Handler handler, Operation operation) {
        List<Operation> described = ledger == null ? List.of() : List.of(operation);
        return new HttpEndpoint(method, path, Permission.NAMED, handler, described);
    }

    private void list(Request request, Response response) {
        QueryParameters query = QueryParameters.of(request.query(), OperationParameter.names(PARAMETERS));
        List<AccessToken> page = ledger().list(query.text("after").orElse(null), PAGE);
        send(response, 200, json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("tokens");
            for (AccessToken token : page) {
                if (asked(token).isGrantedTo(request.caller())) {
                    TokenJson.begin(json, token);
                    json.writeEndObject();
                }
            }
            json.writeEndArray();
            json.writeStringField(
                    "after", page.size() < PAGE ? null : page.getLast().id());
            json.writeEndObject();
        });
    }

    private void create(Request request, Response response) {
        TokenLedger tokens = ledger();
        QueryParameters.of(request.query(), List.of());
        TokenRequest asked = TokenRequest.of(request, clock);
        asked.requireOf(request.caller());
        asked.grants().forEach(grant -> {
            if (grant.lab() != null) {
                catalog.lab(grant.lab());
            }
        });
        TokenText text = TokenText.generate(random);
        AccessToken token = new AccessToken(
                text.id(),
                asked.name(),
                asked.grants(),
                request.caller().name(),
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                asked.expires(),
                null,
                asked.sql());
        keep(tokens, token, text);
        note("token created", token, request.caller());
        send(response.header("Location", TOKENS + "/" + token.id()), 201, json -> {
            TokenJson.begin(json, token);
            json.writeStringField("token", text.text());
            json.writeEndObject();
        });
    }

    private static void keep(TokenLedger tokens, AccessToken token, TokenText text) {
        try {
            tokens.add(token, text);
        } catch (SqlOff e) {
            throw HttpProblem.of(422, "No login for SQL", String.valueOf(e.getMessage()));
        }
    }

    private void revoke(Request request, Response response) {
        TokenLedger tokens = ledger();
        QueryParameters.of(request.query(), List.of());
        String id = request.parameter("id");
        AccessToken token = tokens.get(id).orElseThrow(() -> HttpProblem.notFound("there is no token " + id));
        asked(token).requireOf(request.caller());
        AccessToken revoked = tokens.revoke(id, clock.instant().truncatedTo(ChronoUnit.MILLIS))
                .orElse(token);
        note("token revoked", revoked, request.caller());
        send(response, 200, json -> {
            TokenJson.begin(json, revoked);
            json.writeEndObject();
        });
    }

    private TokenLedger ledger() {
        if (ledger == null) {
            throw HttpProblem.of(
                    404, "Nobody logs in", "here is nobody asked for a token; the setting access.on makes it so");
        }
        return ledger;
    }

    private static TokenRequest asked(AccessToken token) {
        return new TokenRequest(token.name(), token.grants(), token.expires(), token.sql());
    }

    private static void note(String what, AccessToken token, Caller by) {
        LOG.atInfo()
                .addKeyValue("id", token.id())
                .addKeyValue("grants", token.grants())
                .addKeyValue("by", by.name())
                .log(what);
    }

    private static void send(Response response, int status, JsonBytes.Writing writing) {
        response.status(status)
                .header("Content-Type", "application/json")
                .header("Cache-Control", "no-store")
                .send(JsonBytes.of(writing));
    }
}
