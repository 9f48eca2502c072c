package datalab.web.forget;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import datalab.http.Request;
import datalab.http.openapi.JsonSchema;
import datalab.lab.Lab;
import datalab.lab.event.Offsets;
import datalab.lab.stream.EventStream;
import datalab.store.forget.ForgetRequest;
import datalab.web.access.JsonBody;
import datalab.web.http.HttpProblem;
import datalab.web.query.FieldParameters;
import datalab.web.query.LabCatalog;
import datalab.web.query.TimeParameters;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** A request to forget a key: {@code {"key": "anna", "streams": ["locations"]}}; without streams in all that can have it. */
record ForgetBody(Map<EventStream, Object> keys) {
    private static final String KEY = "key";
    private static final String STREAMS = "streams";

    static ObjectNode schema(Lab lab) {
        ObjectNode schema = JsonSchema.object();
        ObjectNode members = schema.putObject("properties");
        members.set(KEY, JsonSchema.described("string", "the value of the key field"));
        members.set(
                STREAMS,
                JsonSchema.arrayOf(JsonSchema.words(lab.streams().values().stream()
                                .filter(stream -> stream.key() != null)
                                .map(EventStream::name)
                                .toList()))
                        .put("description", "left out: all streams with a key that can have this value"));
        schema.putArray("required").add(KEY);
        return schema;
    }

    static ForgetBody of(Request request, LabCatalog catalog, Lab lab, Clock clock) {
        JsonBody body = JsonBody.of(request, Set.of(KEY, STREAMS));
        String key = body.text(KEY).orElseThrow(() -> HttpProblem.badRequest("the body has no 'key'"));
        List<String> named = named(body.node().path(STREAMS));
        Map<EventStream, Object> keys = new LinkedHashMap<>();
        if (named.isEmpty()) {
            for (EventStream stream : lab.streams().values()) {
                value(stream, key, clock).ifPresent(value -> keys.put(stream, value));
            }
        } else {
            named.forEach(name -> {
                EventStream stream = catalog.stream(lab, name);
                keys.put(stream, required(stream, key, clock));
            });
        }
        if (keys.isEmpty()) {
            throw HttpProblem.of(
                    422, "No such key", "no stream of lab " + lab.name() + " can have an event of this key");
        }
        return new ForgetBody(keys);
    }

    /** @param ends the offset after the last record of each partition of a topic */
    ForgetRequest request(Lab lab, Function<String, Offsets> ends, String by) {
        Map<String, Offsets> ended = new LinkedHashMap<>();
        keys.keySet().forEach(stream -> ended.put(stream.topic(), ends.apply(stream.topic())));
        return new ForgetRequest(lab, keys, ended, by);
    }

    private static List<String> named(JsonNode streams) {
        List<String> named = new ArrayList<>();
        if (streams.isMissingNode() || streams.isNull()) {
            return named;
        }
        if (!streams.isArray() || streams.isEmpty()) {
            throw HttpProblem.badRequest("streams is no list of names, expected one such as [\"locations\"]");
        }
        streams.forEach(name -> named.add(name.asText()));
        return named;
    }

    private static Optional<Object> value(EventStream stream, String key, Clock clock) {
        try {
            return stream.key() == null ? Optional.empty() : Optional.of(required(stream, key, clock));
        } catch (HttpProblem e) {
            return Optional.empty(); // a key that is no value of the field's type
        }
    }

    private static Object required(EventStream stream, String key, Clock clock) {
        if (stream.key() == null) {
            throw HttpProblem.of(
                    422, "No key", "stream " + stream.topic() + " has no key; its events are forgotten by no value");
        }
        return FieldParameters.parse(stream.field(stream.key()).orElseThrow(), key, new TimeParameters(stream, clock));
    }
}
