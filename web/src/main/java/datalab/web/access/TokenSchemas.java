package datalab.web.access;

import com.fasterxml.jackson.databind.node.ObjectNode;
import datalab.http.openapi.JsonSchema;
import java.util.List;

/** What requests about tokens look like, in the OpenAPI document. */
final class TokenSchemas {
    private TokenSchemas() {}

    static ObjectNode login() {
        ObjectNode login = JsonSchema.object().put("additionalProperties", false);
        login.putArray("required").add("token");
        login.putObject("properties").set("token", JsonSchema.someText());
        return login;
    }

    static ObjectNode request() {
        ObjectNode grant = JsonSchema.object().put("additionalProperties", false);
        grant.putArray("required").add("role");
        ObjectNode members = grant.putObject("properties");
        members.set("role", JsonSchema.words(List.of("read", "write", "admin")));
        members.set("lab", JsonSchema.nullable(JsonSchema.someText()));
        members.set("key", JsonSchema.nullable(JsonSchema.someText()));

        ObjectNode request = JsonSchema.object().put("additionalProperties", false);
        request.putArray("required").add("name").add("grants");
        ObjectNode parts = request.putObject("properties");
        parts.set("name", JsonSchema.someText().put("maxLength", 100));
        parts.set("grants", JsonSchema.arrayOf(grant).put("minItems", 1).put("maxItems", 100));
        parts.set("expires", JsonSchema.nullable(JsonSchema.time("when it ends; null for never")));
        parts.set(
                "sql",
                JsonSchema.nullable(JsonSchema.described("boolean", "whether it opens PostgreSQL, too, as sql_user")));
        return request;
    }
}
