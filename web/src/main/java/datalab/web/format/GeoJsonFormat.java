package datalab.web.format;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** GeoJSON as RFC 7946 has it: points in degrees on WGS 84, the longitude first; beside its members {@code after}. */
public final class GeoJsonFormat implements RowFormat {
    @Override
    public String name() {
        return "geojson";
    }

    @Override
    public String contentType() {
        return "application/geo+json";
    }

    @Override
    public List<String> mediaRanges() {
        return List.of("application/geo+json");
    }

    @Override
    public boolean needsPlaces() {
        return true;
    }

    @Override
    public boolean isOfPages() {
        return true;
    }

    @Override
    public ObjectNode schema(ObjectNode row) {
        return JsonNodeFactory.instance.objectNode().put("type", "object");
    }

    @Override
    public <T> RowWriter<T> open(OutputStream out, RowLayout<T> layout) throws IOException {
        return collection(out, layout);
    }

    /** Begins a page of rows that need not be a table. */
    public static <T> RowWriter<T> collection(OutputStream out, JsonLayout<T> layout) throws IOException {
        JsonGenerator json = JsonBytes.JSON.createGenerator(out);
        json.writeStartObject();
        json.writeStringField("type", "FeatureCollection");
        json.writeArrayFieldStart("features");
        return new RowWriter<>() {
            @Override
            public void write(T row) throws IOException {
                json.writeStartObject();
                json.writeStringField("type", "Feature");
                json.writeFieldName("geometry");
                geometry(json, layout.place(row));
                json.writeFieldName("properties");
                layout.writeJson(json, row);
                json.writeEndObject();
            }

            @Override
            public void end(@Nullable String after) throws IOException {
                json.writeEndArray();
                json.writeStringField("after", after);
                json.writeEndObject();
                json.close();
            }
        };
    }

    private static void geometry(JsonGenerator json, JsonLayout.@Nullable Place place) throws IOException {
        if (place == null) {
            json.writeNull();
            return;
        }
        json.writeStartObject();
        json.writeStringField("type", "Point");
        json.writeArrayFieldStart("coordinates");
        json.writeNumber(place.longitude());
        json.writeNumber(place.latitude());
        json.writeEndArray();
        json.writeEndObject();
    }
}
