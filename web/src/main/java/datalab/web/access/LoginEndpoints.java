package datalab.web.access;

import datalab.access.AccessDenied;
import datalab.access.AccessToken;
import datalab.access.Caller;
import datalab.access.TokenLedger;
import datalab.access.TokenText;
import datalab.access.oidc.LoginAnswer;
import datalab.access.oidc.OidcLogin;
import datalab.http.Handler;
import datalab.http.HttpEndpoint;
import datalab.http.HttpGate;
import datalab.http.Parameters;
import datalab.http.Permission;
import datalab.http.Request;
import datalab.http.Response;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs a browser in through a provider: there and back. Who comes back gets a token with the roles of their groups, for some
 * hours; it is listed and revoked as any other. Thread-safe.
 */
final class LoginEndpoints {
    private static final Logger LOG = LoggerFactory.getLogger(LoginEndpoints.class);
    private static final String LOGIN = "/login";
    private static final String CALLBACK = LOGIN + "/callback";
    private static final String COOKIE = "datalab_login";
    private static final String NAME = "login";
    private static final String RETURN_TO = "return_to";

    /** Who has left a group can do by then no more than the group may. */
    private static final Duration SESSION = Duration.ofHours(12);

    private final @Nullable TokenLedger ledger;
    private final @Nullable OidcLogin login;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    /** @param login null where there is no provider: then there is no endpoint */
    LoginEndpoints(@Nullable TokenLedger ledger, @Nullable OidcLogin login, Clock clock) {
        this.ledger = ledger;
        this.login = login;
        this.clock = clock;
    }

    List<HttpEndpoint> all() {
        if (ledger == null || login == null) {
            return List.of();
        }
        TokenLedger tokens = ledger;
        OidcLogin through = login;
        return List.of(
                endpoint(LOGIN, (request, response) -> begin(through, request, response)),
                endpoint(CALLBACK, (request, response) -> finish(through, tokens, request, response)));
    }

    /** Ends what a login has made; a token that somebody has pasted goes on elsewhere. */
    void end(String token) {
        TokenText text = TokenText.of(token).orElse(null);
        if (ledger != null && text != null) {
            TokenLedger tokens = ledger;
            tokens.find(text.id(), text.digest())
                    .filter(found -> found.name().equals(NAME) && found.revoked() == null)
                    .ifPresent(
                            found -> tokens.revoke(found.id(), clock.instant().truncatedTo(ChronoUnit.MILLIS)));
        }
    }

    /** For browsers that follow redirects: no operation of the API. */
    private static HttpEndpoint endpoint(String path, Handler handler) {
        Handler answering = (request, response) -> {
            response.header("Cache-Control", "no-store").header("Referrer-Policy", "no-referrer");
            try {
                handler.handle(request, response);
            } catch (AccessDenied e) {
                RefusedLogin.send(request, response, HttpGate.problem(e));
            }
        };
        return new HttpEndpoint("GET", path, Permission.PUBLIC, answering, List.of());
    }

    private void begin(OidcLogin through, Request request, Response response) {
        String returnTo = first(request.query(), RETURN_TO);
        OidcLogin.Begun begun = through.begin(callback(request), returnTo == null ? "/" : returnTo);
        redirect(response.add("Set-Cookie", cookie(request, begun.cookie(), OidcLogin.LOGIN_MAX)), begun.address());
    }

    private void finish(OidcLogin through, TokenLedger tokens, Request request, Response response) {
        response.add("Set-Cookie", cookie(request, "", Duration.ZERO));
        String cookie = HttpGate.cookie(request, COOKIE).orElse(null);
        OidcLogin.Ended ended = through.finish(cookie, answer(request.query()), callback(request));
        Caller caller = ended.caller();
        request.calledBy(caller);
        if (caller.grants().isEmpty()) {
            throw AccessDenied.forbidden(caller.name() + " is in no group that has a role here");
        }
        TokenText text = TokenText.generate(random);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        tokens.add(
                new AccessToken(text.id(), NAME, caller.grants(), caller.name(), now, now.plus(SESSION), null, false),
                text);
        LOG.atInfo()
                .addKeyValue("id", text.id())
                .addKeyValue("grants", caller.grants())
                .addKeyValue("by", caller.name())
                .log("somebody has logged in");
        redirect(
                response.add("Set-Cookie", SessionCookie.of(request, text.text(), SESSION)),
                URI.create(ended.returnTo()));
    }

    private static void redirect(Response response, URI to) {
        response.status(303).header("Location", to.toString()).send();
    }

    /** As the browser names this DataLab; names that are none of its own come no further than the guard. */
    private static URI callback(Request request) {
        return URI.create(request.origin() + request.base() + CALLBACK);
    }

    private static LoginAnswer answer(Parameters query) {
        Map<String, String> answer = new HashMap<>();
        query.names().forEach(name -> answer.put(name, query.all(name).getFirst()));
        return LoginAnswer.of(answer);
    }

    private static @Nullable String first(Parameters query, String name) {
        return query.names().contains(name) ? query.all(name).getFirst() : null;
    }

    /** Lax, as the browser comes back from another site. */
    private static String cookie(Request request, String state, Duration age) {
        return COOKIE + "=" + state + "; Path=" + request.base() + LOGIN + "; HttpOnly; SameSite=Lax; Max-Age="
                + age.toSeconds() + SessionCookie.secure(request);
    }
}
