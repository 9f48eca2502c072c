package datalab.web.sql;

import com.fasterxml.jackson.core.JsonGenerator;
import datalab.lab.expression.Column;
import datalab.store.sql.SqlColumn;
import datalab.web.format.RowLayout;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rows of an answer as objects and as cells of text. Columns of the same name get a number behind it. */
final class SqlLayout implements RowLayout<List<@Nullable String>> {
    private final List<SqlColumn> columns;
    private final List<String> names = new ArrayList<>();

    SqlLayout(List<SqlColumn> columns) {
        this.columns = columns;
        Set<String> taken = new HashSet<>();
        for (SqlColumn column : columns) {
            String name = column.name();
            for (int number = 2; !taken.add(name); number++) {
                name = column.name() + "_" + number;
            }
            names.add(name);
        }
    }

    @Override
    public List<Column> columns() {
        return names.stream()
                .map(name -> new Column(name, Column.Type.STRING, null))
                .toList();
    }

    @Override
    public List<@Nullable Object> cells(List<@Nullable String> row) {
        List<@Nullable Object> cells = new ArrayList<>(row.size());
        for (int i = 0; i < columns.size(); i++) {
            cells.add(SqlCells.text(columns.get(i), row.get(i)));
        }
        return cells;
    }

    @Override
    public void writeJson(JsonGenerator json, List<@Nullable String> row) throws IOException {
        json.writeStartObject();
        for (int i = 0; i < columns.size(); i++) {
            json.writeFieldName(names.get(i));
            SqlCells.write(json, columns.get(i), row.get(i));
        }
        json.writeEndObject();
    }
}
