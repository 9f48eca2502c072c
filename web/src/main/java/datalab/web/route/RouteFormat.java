package datalab.web.route;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import datalab.http.openapi.JsonSchema;
import datalab.http.openapi.Operation;
import datalab.http.openapi.OperationParameter;
import datalab.lab.stream.EventStream;
import datalab.web.format.GeoJsonFormat;
import datalab.web.format.JsonBytes;
import datalab.web.format.JsonLayout;
import datalab.web.format.RowWriter;
import datalab.web.http.Answer;
import datalab.web.http.HttpProblem;
import datalab.web.query.QueryParameters;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The formats of routes with many entries: JSON, as their clients expect whatever a request accepts, and GeoJSON where it
 * is asked for by name.
 */
enum RouteFormat {
    /** A bare array. */
    JSON("application/json") {
        @Override
        <T> RowWriter<T> open(OutputStream out, JsonLayout<T> layout) throws IOException {
            JsonGenerator json = JsonBytes.JSON.createGenerator(out);
            json.writeStartArray();
            return new RowWriter<>() {
                @Override
                public void write(T row) throws IOException {
                    layout.writeJson(json, row);
                }

                @Override
                public void end(@Nullable String after) throws IOException {
                    json.writeEndArray();
                    json.close();
                }
            };
        }
    },
    GEOJSON("application/geo+json") {
        @Override
        <T> RowWriter<T> open(OutputStream out, JsonLayout<T> layout) throws IOException {
            return GeoJsonFormat.collection(out, layout);
        }
    };

    /** Which one it is to be, in routes over streams with positions. */
    static final OperationParameter PARAMETER =
            OperationParameter.query("format", "geojson for a FeatureCollection", JsonSchema.words(names()));

    private static final int SIZE_FIRST = 4096;

    /** An answer is complete before it is sent. */
    private static final int ANSWER_BYTES_MAX = 64 * 1024 * 1024;

    private final String contentType;

    RouteFormat(String contentType) {
        this.contentType = contentType;
    }

    /** What writes the entries of an answer, and may look at how many bytes there are. */
    interface Entries<T> {
        void writeTo(RowWriter<T> writer, ByteArrayOutputStream out) throws IOException;
    }

    /**
     * What the document says of an answer, by media type.
     *
     * @param json the schema as JSON
     */
    static ObjectNode content(ObjectNode json, EventStream stream) {
        ObjectNode content = Operation.content(JSON.contentType, json);
        if (stream.position() != null) {
            content.putObject(GEOJSON.contentType).set("schema", JsonSchema.object());
        }
        return content;
    }

    private static List<String> names() {
        return Stream.of(values()).map(RouteFormat::text).toList();
    }

    /** The format that a request to a route over a stream selects. */
    static RouteFormat of(QueryParameters query, EventStream stream) {
        if (stream.position() == null) {
            return JSON;
        }
        String name = query.word("format", JSON.text(), names());
        return name.equals(GEOJSON.text()) ? GEOJSON : JSON;
    }

    /** As a request selects it, given or not; nothing where there is no choice, and the name may be that of a field. */
    Map<String, String> asParameter(EventStream stream) {
        return stream.position() == null ? Map.of() : Map.of("format", text());
    }

    <T> Answer answer(JsonLayout<T> layout, Entries<T> entries) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(SIZE_FIRST);
        try {
            RowWriter<T> writer = open(out, layout);
            entries.writeTo(writer, out);
            writer.end(null);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // in-memory streams do not throw
        }
        return Answer.of(contentType, out.toByteArray());
    }

    /** Refuses to make an answer larger than one may be. */
    static void requireRoom(ByteArrayOutputStream out, String known) {
        if (out.size() > ANSWER_BYTES_MAX) {
            throw HttpProblem.of(
                    422,
                    "Too many rows",
                    "the answer has more than " + ANSWER_BYTES_MAX + " bytes; narrow the question with " + known);
        }
    }

    abstract <T> RowWriter<T> open(OutputStream out, JsonLayout<T> layout) throws IOException;

    private String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
