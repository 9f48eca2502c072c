package datalab.web.format;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** How rows of one kind look as JSON. */
public interface JsonLayout<T> {
    /** Writes one value, an object. */
    void writeJson(JsonGenerator json, T row) throws IOException;

    /** Where on earth it was; null if unknown. */
    default @Nullable Place place(T row) {
        return null;
    }

    /** A place in degrees (WGS 84). */
    record Place(double longitude, double latitude) {}
}
