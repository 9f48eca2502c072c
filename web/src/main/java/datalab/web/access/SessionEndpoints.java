package datalab.web.access;

import datalab.access.Access;
import datalab.access.AccessDenied;
import datalab.access.Caller;
import datalab.access.oidc.OidcLogin;
import datalab.http.Handler;
import datalab.http.HttpEndpoint;
import datalab.http.HttpGate;
import datalab.http.Permission;
import datalab.http.Request;
import datalab.http.Response;
import datalab.http.openapi.JsonSchema;
import datalab.http.openapi.Operation;
import datalab.web.format.JsonBytes;
import datalab.web.http.HttpProblem;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who is logged in, and logging in and out: a browser keeps the token in a cookie that no script can read and that goes to this
 * DataLab alone, and not with what pages of others ask for. Thread-safe.
 */
final class SessionEndpoints {
    private static final String SESSION = "/session";
    private static final Duration WEEK = Duration.ofDays(7);

    private final Access access;

    private final @Nullable OidcLogin login;
    private final LoginEndpoints browsers;

    /** @param login through a provider; null for none */
    SessionEndpoints(Access access, @Nullable OidcLogin login, Clock clock) {
        this.access = access;
        this.login = login;
        this.browsers = new LoginEndpoints(access.ledger(), login, clock);
    }

    List<HttpEndpoint> all() {
        List<HttpEndpoint> all = new ArrayList<>(browsers.all());
        all.addAll(List.of(
                endpoint("GET", this::session, described("session", "Who you are here")),
                endpoint(
                        "POST",
                        this::logIn,
                        described("session_begin", "Log a browser in: the answer sets a cookie")
                                .body("a token", true, Operation.json(TokenSchemas.login()))
                                .problems(401, 413, 415, 503)),
                endpoint("DELETE", this::logOut, described("session_end", "Log a browser out"))));
        return all;
    }

    /** Described only where somebody logs in. */
    private HttpEndpoint endpoint(String method, Handler handler, Operation operation) {
        List<Operation> described = access.isOn() ? List.of(operation) : List.of();
        return new HttpEndpoint(method, SESSION, Permission.PUBLIC, handler, described);
    }

    private static Operation described(String id, String summary) {
        return new Operation("DataLab", id, summary)
                .answers(200, "the name and grants", Operation.json(JsonSchema.object()))
                .problems(400);
    }

    private void session(Request request, Response response) {
        send(response, caller(request));
    }

    private Caller caller(Request request) {
        try {
            Optional<String> header = request.header("Authorization");
            Optional<String> cookie = HttpGate.cookie(request);
            return header.isPresent()
                    ? access.authorized(header.get())
                    : cookie.isPresent() ? access.caller(cookie.get()) : access.anonymous();
        } catch (AccessDenied e) {
            return access.anonymous();
        }
    }

    private void logIn(Request request, Response response) {
        String token = JsonBody.of(request, Set.of("token"))
                .text("token")
                .orElseThrow(() -> HttpProblem.badRequest("token is missing"))
                .strip();
        try {
            Caller caller = access.caller(token);
            request.calledBy(caller);
            if (access.isOn()) {
                response.header("Set-Cookie", SessionCookie.of(request, token, WEEK));
            }
            send(response, caller);
        } catch (AccessDenied e) {
            HttpGate.refuse(e, response);
        }
    }

    private void logOut(Request request, Response response) {
        HttpGate.cookie(request).ifPresent(browsers::end);
        response.header("Set-Cookie", SessionCookie.of(request, "", Duration.ZERO));
        send(response, access.anonymous());
    }

    private void send(Response response, Caller caller) {
        response.header("Content-Type", "application/json")
                .header("Cache-Control", "no-store")
                .send(JsonBytes.of(json -> {
                    json.writeStartObject();
                    json.writeBooleanField("access", access.isOn());
                    json.writeStringField("name", caller.name());
                    json.writeBooleanField("anonymous", caller.isAnonymous());
                    json.writeStringField("provider", login == null ? null : login.provider());
                    TokenJson.grants(json, caller.grants());
                    json.writeEndObject();
                }));
    }
}
