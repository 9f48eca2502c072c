package datalab.web.format;

import com.fasterxml.jackson.core.JsonGenerator;
import datalab.lab.event.Event;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.PositionFields;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** GeoJSON as RFC 7946 has it: points in degrees on WGS 84, the longitude first. */
public final class GeoJson {
    private GeoJson() {}

    /** Writes something at the place where the generator is. */
    public interface Writing {
        void run() throws IOException;
    }

    /** A point; an event without a position has none. */
    public record Point(double longitude, double latitude) {}

    public static @Nullable Point place(Event event) {
        EventStream stream = event.stream();
        PositionFields position = Objects.requireNonNull(stream.position(), "asked of streams with positions alone");
        Object latitude = event.value(stream.indexOf(position.latitude()));
        Object longitude = event.value(stream.indexOf(position.longitude()));
        return latitude == null || longitude == null ? null : new Point((Double) longitude, (Double) latitude);
    }

    /**
     * Writes a collection of features.
     *
     * @param after a member of ours beside GeoJSON's: the cursor of the next page; null where there is none
     */
    public static void collection(JsonGenerator json, @Nullable String after, Writing features) throws IOException {
        json.writeStartObject();
        json.writeStringField("type", "FeatureCollection");
        json.writeArrayFieldStart("features");
        features.run();
        json.writeEndArray();
        json.writeStringField("after", after);
        json.writeEndObject();
    }

    public static void feature(JsonGenerator json, @Nullable Point point, Writing properties) throws IOException {
        json.writeStartObject();
        json.writeStringField("type", "Feature");
        json.writeFieldName("geometry");
        if (point == null) {
            json.writeNull();
        } else {
            json.writeStartObject();
            json.writeStringField("type", "Point");
            json.writeArrayFieldStart("coordinates");
            json.writeNumber(point.longitude());
            json.writeNumber(point.latitude());
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeFieldName("properties");
        properties.run();
        json.writeEndObject();
    }
}
