package datalab.web.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import datalab.http.Request;
import datalab.web.http.HttpProblem;
import datalab.web.http.RequestBytes;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/** A small JSON object in a request's body, with no members but those that are known. */
public record JsonBody(JsonNode node) {
    private static final int BYTES_MAX = 64 * 1024;
    private static final int TEXT_CHARS_MAX = 16 * 1024;
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    public static JsonBody of(Request request, Set<String> known) {
        String type = request.header("Content-Type").orElse("").split(";", 2)[0].strip();
        if (!type.equalsIgnoreCase("application/json")) {
            throw HttpProblem.of(
                    415, "Unsupported media type", "Content-Type is '" + type + "', expected application/json");
        }
        try {
            return of(JSON.readTree(RequestBytes.of(request, BYTES_MAX)), "the body", known);
        } catch (JsonProcessingException e) {
            throw HttpProblem.badRequest("the body is not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw HttpProblem.badRequest("the body is not JSON in UTF-8");
        }
    }

    static JsonBody of(JsonNode node, String what, Set<String> known) {
        if (node == null || !node.isObject()) {
            throw HttpProblem.badRequest(what + " is no JSON object, expected one with " + String.join(", ", known));
        }
        node.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw HttpProblem.badRequest(what + " has '" + name + "'; it may have " + String.join(", ", known));
            }
        });
        return new JsonBody(node);
    }

    /** A text that is not empty; nothing where the member is missing or null. */
    public Optional<String> text(String name) {
        JsonNode value = node.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isTextual()
                || value.textValue().isBlank()
                || value.textValue().length() > TEXT_CHARS_MAX
                || value.textValue().indexOf('\u0000') >= 0) {
            throw HttpProblem.badRequest(name + " is " + abridged(value) + ", expected a text");
        }
        return Optional.of(value.textValue());
    }

    /** False where the member is missing or null. */
    boolean flag(String name) {
        JsonNode value = node.path(name);
        if (!value.isMissingNode() && !value.isNull() && !value.isBoolean()) {
            throw HttpProblem.badRequest(name + " is " + abridged(value) + ", expected true or false");
        }
        return value.asBoolean();
    }

    private static String abridged(JsonNode value) {
        String text = value.toString();
        return text.length() > 60 ? text.substring(0, 60) + "…" : text;
    }
}
