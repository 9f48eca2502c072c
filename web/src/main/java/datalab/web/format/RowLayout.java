package datalab.web.format;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How rows of one kind look: as a JSON object each, and as the cells of a table. */
public interface RowLayout<T> {

    void writeJson(JsonGenerator json, T row) throws IOException;

    /** Where on earth it was; null where nobody knows. */
    default GeoJson.@Nullable Point place(T row) {
        return null;
    }

    /** The header of the table. */
    List<String> columns();

    /** One for each of {@link #columns}; null where there is no value. */
    List<@Nullable Object> cells(T row);
}
