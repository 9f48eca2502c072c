package datalab.web.query;

import com.fasterxml.jackson.core.JsonGenerator;
import datalab.lab.expression.Column;
import datalab.lab.view.View;
import datalab.lab.view.ViewFold;
import datalab.lab.view.ViewJson;
import datalab.store.view.ViewRow;
import datalab.web.format.RowLayout;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The row layout of a view. Thread-safe. */
public final class ViewLayout implements RowLayout<ViewRow> {
    private static final String WINDOW_START = "window_start";

    private final ViewFold fold;
    private final View view;
    private final ViewJson json;

    public ViewLayout(ViewFold fold) {
        this.fold = fold;
        this.view = fold.view();
        this.json = new ViewJson(fold);
    }

    @Override
    public void writeJson(JsonGenerator out, ViewRow row) throws IOException {
        json.write(out, row.key(), row.partial());
    }

    @Override
    public List<Column> columns() {
        List<Column> columns = new ArrayList<>();
        for (String name : view.by()) {
            columns.add(fold.stream()
                    .field(name)
                    .map(field -> new Column(name, Column.Type.of(field.type()), field.unit()))
                    .orElseGet(() -> new Column(name, Column.Type.TIME, null)));
        }
        if (view.every() != null) {
            columns.add(new Column(WINDOW_START, Column.Type.TIME, null));
        }
        columns.addAll(fold.columns());
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
