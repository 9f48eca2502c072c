package datalab.web.access;

import com.fasterxml.jackson.databind.JsonNode;
import datalab.access.AccessRole;
import datalab.access.Caller;
import datalab.access.Grant;
import datalab.http.Request;
import datalab.web.http.HttpProblem;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What somebody asks for who wants a token made. */
record TokenRequest(
        String name, List<Grant> grants, @Nullable Instant expires, boolean sql) {
    private static final int NAME_CHARS_MAX = 100;
    private static final int GRANTS_MAX = 100;

    /** @throws HttpProblem where it is not whole */
    static TokenRequest of(Request request, Clock clock) {
        JsonBody body = JsonBody.of(request, Set.of("name", "grants", "expires", "sql"));
        String name = body.text("name").orElseThrow(() -> HttpProblem.badRequest("name is missing: what is it for?"));
        if (name.length() > NAME_CHARS_MAX) {
            throw HttpProblem.badRequest("name has more than " + NAME_CHARS_MAX + " characters");
        }
        List<Grant> grants = grants(body.node().path("grants"));
        boolean sql = body.flag("sql");
        if (sql && grants.stream().noneMatch(grant -> grant.role().includes(AccessRole.READ))) {
            throw HttpProblem.badRequest("sql reads, so it goes with the role read or admin");
        }
        return new TokenRequest(
                name,
                grants,
                body.text("expires").map(text -> expires(text, clock)).orElse(null),
                sql);
    }

    /** @throws datalab.access.AccessDenied where the caller has not what they would give */
    void requireOf(Caller caller) {
        for (Grant grant : grants) {
            if (grant.lab() == null) {
                caller.requireInAll(AccessRole.ADMIN);
            } else {
                caller.require(AccessRole.ADMIN, grant.lab());
            }
        }
    }

    /** Whether the caller could give all of it. */
    boolean isGrantedTo(Caller caller) {
        return grants.stream()
                .allMatch(grant -> grant.lab() == null
                        ? caller.mayInAll(AccessRole.ADMIN)
                        : caller.may(AccessRole.ADMIN, grant.lab()));
    }

    private static List<Grant> grants(JsonNode list) {
        if (!list.isArray() || list.isEmpty() || list.size() > GRANTS_MAX) {
            throw HttpProblem.badRequest("grants is no array of 1 to " + GRANTS_MAX
                    + " objects, expected such as [{\"role\": \"read\", \"lab\": \"sensors\"}]");
        }
        List<Grant> grants = new ArrayList<>();
        list.forEach(one -> grants.add(grant(JsonBody.of(one, "a grant", Set.of("role", "lab", "key")))));
        return grants;
    }

    private static Grant grant(JsonBody grant) {
        Optional<String> text = grant.text("role");
        AccessRole role = text.flatMap(AccessRole::of)
                .orElseThrow(() ->
                        HttpProblem.badRequest("role is '" + text.orElse("") + "', expected read, write or admin"));
        Optional<String> key = grant.text("key");
        if (key.isPresent() && role != AccessRole.WRITE) {
            throw HttpProblem.badRequest("key limits what is sent, so it goes with the role write, not " + role);
        }
        return new Grant(role, grant.text("lab").orElse(null), key.orElse(null));
    }

    private static Instant expires(String text, Clock clock) {
        try {
            Instant expires = Instant.parse(text);
            if (expires.isAfter(clock.instant())) {
                return expires;
            }
        } catch (DateTimeParseException e) {
            // told below
        }
        throw HttpProblem.badRequest("expires is '" + text + "', expected a time to come such as 2027-01-01T00:00:00Z");
    }
}
