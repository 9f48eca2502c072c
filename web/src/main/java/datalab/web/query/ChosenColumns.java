package datalab.web.query;

import com.fasterxml.jackson.core.JsonGenerator;
import datalab.lab.expression.Column;
import datalab.lab.view.ViewJson;
import datalab.web.format.RowLayout;
import datalab.web.http.HttpProblem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows of which {@code fields=} names the columns that are wanted, in its order. Thread-safe. */
public final class ChosenColumns<T> implements RowLayout<T> {
    private final RowLayout<T> whole;
    private final List<Column> columns = new ArrayList<>();
    private final List<Integer> places = new ArrayList<>();

    private ChosenColumns(RowLayout<T> whole, String names) {
        this.whole = whole;
        List<Column> all = whole.columns();
        for (String part : names.split(",", -1)) {
            String name = part.strip();
            int place = all.stream().map(Column::name).toList().indexOf(name);
            if (place < 0 || places.contains(place)) {
                throw HttpProblem.badRequest("fields is '" + names
                        + "', expected names with commas between, each once, of: "
                        + String.join(", ", all.stream().map(Column::name).toList()));
            }
            columns.add(all.get(place));
            places.add(place);
        }
    }

    /** The rows as the request wants them; as they are where it does not say. */
    public static <T> RowLayout<T> of(RowLayout<T> whole, QueryParameters query) {
        return query.text("fields")
                .<RowLayout<T>>map(names -> new ChosenColumns<>(whole, names))
                .orElse(whole);
    }

    @Override
    public List<Column> columns() {
        return List.copyOf(columns);
    }

    @Override
    public List<@Nullable Object> cells(T row) {
        List<@Nullable Object> all = whole.cells(row);
        List<@Nullable Object> chosen = new ArrayList<>(places.size());
        for (int place : places) {
            chosen.add(all.get(place));
        }
        return chosen;
    }

    @Override
    public void writeJson(JsonGenerator json, T row) throws IOException {
        List<@Nullable Object> cells = cells(row);
        json.writeStartObject();
        for (int i = 0; i < cells.size(); i++) {
            json.writeFieldName(columns.get(i).name());
            ViewJson.writeValue(json, columns.get(i), cells.get(i));
        }
        json.writeEndObject();
    }

    @Override
    public @Nullable Place place(T row) {
        return whole.place(row);
    }
}
