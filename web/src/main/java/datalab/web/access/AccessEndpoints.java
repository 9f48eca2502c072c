package datalab.web.access;

import datalab.access.Access;
import datalab.http.HttpEndpoint;
import datalab.web.query.LabCatalog;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;

/** Logging in, and tokens. Thread-safe. */
public final class AccessEndpoints {
    private final TokenEndpoints tokens;
    private final SessionEndpoints sessions;

    public AccessEndpoints(LabCatalog catalog, Access access, Clock clock) {
        this.tokens = new TokenEndpoints(catalog, access.ledger(), clock);
        this.sessions = new SessionEndpoints(access);
    }

    public List<HttpEndpoint> all() {
        return Stream.concat(tokens.all().stream(), sessions.all().stream()).toList();
    }
}
