package datalab.process.publish;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import datalab.lab.expression.Column;
import datalab.lab.output.OutputColumn;
import datalab.lab.output.OutputColumns;
import datalab.lab.view.Partial;
import datalab.lab.view.RowKey;
import datalab.lab.view.ViewFold;
import datalab.store.output.OutputTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the columns of an output's table show of a view's row. Immutable. */
final class RowValues {
    private static final JsonFactory JSON = new JsonFactory();

    private final ViewFold fold;
    private final List<Source> sources;

    RowValues(ViewFold fold, OutputTable table) {
        this.fold = fold;
        this.sources = table.columns().stream().map(this::source).toList();
    }

    /** The value of one column of the table. */
    private interface Source {
        @Nullable
        Object value(RowKey key, List<@Nullable Object> row, List<@Nullable Object> total);
    }

    /**
     * A value for each column of the table.
     *
     * @param row null for a row that is gone, of which only the keys are known
     * @param total what all rows up to and with this one come to; null where no column shows it
     */
    List<@Nullable Object> of(RowKey key, @Nullable Partial row, @Nullable Partial total) {
        List<@Nullable Object> columns = present(row);
        List<@Nullable Object> totals = present(total);
        List<@Nullable Object> values = new ArrayList<>(sources.size());
        sources.forEach(source -> values.add(source.value(key, columns, totals)));
        return values;
    }

    private List<@Nullable Object> present(@Nullable Partial partial) {
        return partial == null ? Collections.nCopies(fold.columns().size(), null) : fold.present(partial);
    }

    private Source source(OutputColumn column) {
        String name = column.source();
        Optional<String> running = OutputColumns.runningOf(name);
        if (running.isPresent()) {
            int index = indexOf(running.get());
            return (key, row, total) -> total.get(index);
        }
        int group = fold.view().by().indexOf(name);
        if (group >= 0) {
            return (key, row, total) -> key.group().get(group);
        }
        int index = indexOf(name);
        if (index >= 0) {
            return (key, row, total) -> row.get(index);
        }
        int dot = name.indexOf('.');
        if (dot > 0) {
            int object = indexOf(name.substring(0, dot));
            String member = name.substring(dot + 1);
            return (key, row, total) -> member(row.get(object), member, column.type());
        }
        return name.equals(OutputColumns.ROW_ID)
                ? (key, row, total) -> fold.view().rowId(Objects.requireNonNull(key.windowStart()))
                : (key, row, total) -> key.windowStart();
    }

    private static @Nullable Object member(@Nullable Object object, String name, Column.Type type) {
        if (object == null) {
            return null;
        }
        try (JsonParser in = JSON.createParser(object.toString())) {
            in.nextToken();
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                boolean isMeant = in.currentName().equals(name);
                if (in.nextToken() != JsonToken.VALUE_NULL && isMeant) {
                    return KeyText.value(in, type);
                }
                in.skipChildren();
            }
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException("no object: " + object, e);
        }
    }

    private int indexOf(String column) {
        return fold.columns().stream().map(Column::name).toList().indexOf(column);
    }
}
