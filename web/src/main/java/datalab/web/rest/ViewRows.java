package datalab.web.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import datalab.lab.ValueJson;
import datalab.lab.view.Column;
import datalab.lab.view.View;
import datalab.lab.view.ViewFold;
import datalab.store.ViewRow;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows of one view. Thread-safe. */
public final class ViewRows implements RowShape<ViewRow> {
    private static final String WINDOW_START = "window_start";

    private final ViewFold fold;
    private final View view;

    public ViewRows(ViewFold fold) {
        this.fold = fold;
        this.view = fold.view();
    }

    @Override
    public void writeJson(JsonGenerator json, ViewRow row) throws IOException {
        json.writeStartObject();
        for (int i = 0; i < view.by().size(); i++) {
            json.writeFieldName(view.by().get(i));
            ValueJson.write(json, row.key().group().get(i));
        }
        if (row.key().windowStart() != null) {
            json.writeStringField(WINDOW_START, row.key().windowStart().toString());
        }
        List<Column> columns = fold.columns();
        List<@Nullable Object> values = fold.present(row.partial());
        for (int i = 0; i < columns.size(); i++) {
            json.writeFieldName(columns.get(i).name());
            Object value = values.get(i);
            if (value instanceof String text && columns.get(i).type() == Column.Type.JSON) {
                json.writeRawValue(text);
            } else {
                ValueJson.write(json, value);
            }
        }
        json.writeEndObject();
    }

    @Override
    public List<String> columns() {
        List<String> columns = new ArrayList<>(view.by());
        if (view.every() != null) {
            columns.add(WINDOW_START);
        }
        fold.columns().stream().map(Column::name).forEach(columns::add);
        return columns;
    }

    @Override
    public List<@Nullable Object> cells(ViewRow row) {
        List<@Nullable Object> cells = new ArrayList<>(row.key().group());
        if (view.every() != null) {
            cells.add(row.key().windowStart());
        }
        cells.addAll(fold.present(row.partial()));
        return cells;
    }
}
