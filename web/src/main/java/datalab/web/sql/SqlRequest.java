package datalab.web.sql;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import datalab.http.Request;
import datalab.web.http.HttpProblem;
import datalab.web.http.RequestBytes;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Locale;
import java.util.Set;

/** The question in the body of a request. */
final class SqlRequest {
    static final int BYTES_MAX = 64 * 1024;

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final String QUERY = "query";
    private static final Set<String> TEXTS = Set.of("", "text/plain", "application/sql");

    private SqlRequest() {}

    static String sql(Request request) {
        String type = request.header("Content-Type")
                .orElse("")
                .split(";", 2)[0]
                .strip()
                .toLowerCase(Locale.ROOT);
        if (!TEXTS.contains(type) && !type.equals("application/json")) {
            throw HttpProblem.of(
                    415,
                    "Unsupported media type",
                    "Content-Type is '" + type + "', expected text/plain or application/sql with the question, or"
                            + " application/json with {\"query\": \"…\"}");
        }
        String text = text(RequestBytes.of(request, BYTES_MAX));
        String sql = TEXTS.contains(type) ? text : ofJson(text);
        if (sql.isBlank()) {
            throw HttpProblem.badRequest("there is no question, expected SQL such as select 1");
        }
        if (sql.indexOf('\u0000') >= 0 || !UTF_8.newEncoder().canEncode(sql)) {
            throw HttpProblem.badRequest("the question contains U+0000 or half a character, which no SQL has");
        }
        return sql;
    }

    private static String text(byte[] body) {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
        } catch (CharacterCodingException e) {
            throw HttpProblem.badRequest("the body is not UTF-8");
        }
    }

    private static String ofJson(String text) {
        try {
            JsonNode json = JSON.readTree(text);
            if (json.isObject() && json.size() == 1 && json.path(QUERY).isTextual()) {
                return json.get(QUERY).textValue();
            }
        } catch (JsonProcessingException e) {
            throw HttpProblem.badRequest("the body is not JSON: " + e.getOriginalMessage());
        }
        throw HttpProblem.badRequest("the body is other JSON than {\"query\": \"…\"}");
    }
}
