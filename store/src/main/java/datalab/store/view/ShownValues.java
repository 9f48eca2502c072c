package datalab.store.view;

import datalab.lab.expression.Column;
import datalab.lab.view.ViewFold;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What rows of a view show, by the names of columns. Thread-safe. */
final class ShownValues {
    private final ViewFold fold;
    private final Map<String, Integer> places = new HashMap<>();

    ShownValues(ViewFold fold) {
        this.fold = fold;
        List<String> names = new ArrayList<>(fold.view().by());
        names.add(ViewQuery.WINDOW_START);
        fold.columns().stream().map(Column::name).forEach(names::add);
        for (int i = 0; i < names.size(); i++) {
            places.putIfAbsent(names.get(i), i);
        }
    }

    /** All values of a row. */
    List<@Nullable Object> of(ViewRow row) {
        List<@Nullable Object> values = new ArrayList<>(row.key().group());
        values.add(row.key().windowStart());
        values.addAll(fold.present(row.partial()));
        return values;
    }

    /** Those of some columns. */
    List<@Nullable Object> of(ViewRow row, List<String> columns) {
        return of(of(row), columns);
    }

    /** The same of {@link #of(ViewRow)}. */
    List<@Nullable Object> of(List<@Nullable Object> values, List<String> columns) {
        List<@Nullable Object> some = new ArrayList<>(columns.size());
        for (String column : columns) {
            some.add(values.get(place(column)));
        }
        return some;
    }

    /** Where the value of a column is among all. */
    int place(String column) {
        Integer place = places.get(column);
        if (place == null) {
            throw new IllegalArgumentException("view " + fold.view().name() + " has no column " + column);
        }
        return place;
    }
}
