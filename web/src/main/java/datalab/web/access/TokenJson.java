package datalab.web.access;

import com.fasterxml.jackson.core.JsonGenerator;
import datalab.access.AccessToken;
import datalab.access.Grant;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tokens and grants as JSON. */
final class TokenJson {
    private TokenJson() {}

    /** Opens an object with all but the secret, which is nowhere; the caller ends it. */
    static void begin(JsonGenerator json, AccessToken token) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", token.id());
        json.writeStringField("name", token.name());
        grants(json, token.grants());
        json.writeStringField("creator", token.creator());
        json.writeStringField("created", token.created().toString());
        time(json, "expires", token.expires());
        time(json, "revoked", token.revoked());
        json.writeStringField("sql_user", token.sql() ? token.sqlUser() : null);
    }

    static void grants(JsonGenerator json, List<Grant> grants) throws IOException {
        json.writeArrayFieldStart("grants");
        for (Grant grant : grants) {
            json.writeStartObject();
            json.writeStringField("role", grant.role().toString());
            json.writeStringField("lab", grant.lab());
            json.writeStringField("key", grant.key());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void time(JsonGenerator json, String name, @Nullable Instant time) throws IOException {
        json.writeStringField(name, time == null ? null : time.toString());
    }
}
