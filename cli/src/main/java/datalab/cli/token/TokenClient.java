package datalab.cli.token;

import com.fasterxml.jackson.databind.JsonNode;
import datalab.app.terminal.Terminal;
import java.util.ArrayList;
import java.util.List;

/** A token as the commands about tokens show it. */
final class TokenClient {
    private TokenClient() {}

    /** A token in words: {@code token 4fk2 "roof": write in sensors under sensor1, until 2027-01-01T00:00:00Z}. */
    static String sentence(JsonNode token) {
        List<String> grants = new ArrayList<>();
        for (JsonNode grant : token.path("grants")) {
            String lab =
                    grant.path("lab").isNull() ? "all labs" : grant.path("lab").asText();
            String key = grant.path("key").isNull()
                    ? ""
                    : " under " + grant.path("key").asText();
            grants.add(grant.path("role").asText() + " in " + lab + key);
        }
        String until = token.path("expires").isNull()
                ? ""
                : ", until " + token.path("expires").asText();
        String revoked = token.path("revoked").isNull()
                ? ""
                : ", revoked " + token.path("revoked").asText();
        String user = token.path("sql_user").asText("");
        String sql = user.isEmpty() ? "" : ", in PostgreSQL as " + user;
        return Terminal.plain("token " + token.path("id").asText() + " \""
                + token.path("name").asText() + "\": " + String.join(", ", grants) + sql + until + revoked);
    }
}
