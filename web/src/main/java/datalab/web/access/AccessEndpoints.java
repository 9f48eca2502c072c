package datalab.web.access;

import datalab.access.Access;
import datalab.access.oidc.OidcLogin;
import datalab.http.HttpEndpoint;
import datalab.web.query.LabCatalog;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Logging in, tokens and the audit log. Thread-safe. */
public final class AccessEndpoints {
    private final TokenEndpoints tokens;
    private final SessionEndpoints sessions;
    private final AuditEndpoint audit;

    /** @param login through a provider; null for none */
    public AccessEndpoints(LabCatalog catalog, Access access, @Nullable OidcLogin login, Clock clock) {
        this.tokens = new TokenEndpoints(catalog, access.ledger(), clock);
        this.sessions = new SessionEndpoints(access, login, clock);
        this.audit = new AuditEndpoint(access.audit());
    }

    public List<HttpEndpoint> all() {
        return Stream.of(tokens.all(), sessions.all(), List.of(audit.endpoint()))
                .flatMap(List::stream)
                .toList();
    }
}
