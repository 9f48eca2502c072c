package datalab.store.sql;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table or a view that questions can read.
 *
 * @param isView whether it is computed when it is read
 */
public record SqlTable(
        String name, boolean isView, @Nullable String comment, List<TableColumn> columns) {

    public SqlTable {
        columns = List.copyOf(columns);
    }

    /**
     * One of its columns.
     *
     * @param type as SQL calls it, such as {@code double precision}
     * @param comment its unit; null where it has none
     */
    public record TableColumn(
            String name, String type, @Nullable String comment) {}
}
