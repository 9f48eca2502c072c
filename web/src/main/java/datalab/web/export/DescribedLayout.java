package datalab.web.export;

import com.fasterxml.jackson.core.JsonGenerator;
import datalab.lab.expression.Column;
import datalab.web.format.RowLayout;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A layout with what is to be known of the rows as a whole. */
record DescribedLayout<T>(RowLayout<T> rows, Map<String, String> about) implements RowLayout<T> {
    @Override
    public List<Column> columns() {
        return rows.columns();
    }

    @Override
    public List<@Nullable Object> cells(T row) {
        return rows.cells(row);
    }

    @Override
    public void writeJson(JsonGenerator json, T row) throws IOException {
        rows.writeJson(json, row);
    }

    @Override
    public @Nullable Place place(T row) {
        return rows.place(row);
    }
}
