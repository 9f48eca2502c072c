package datalab.store.output;

import datalab.lab.output.OutputColumn;
import java.util.List;

/**
 * A table on another server as an output needs it.
 *
 * @param output identifies the output on that server, whatever writes to it: {@code lab.view/table}
 * @param name of the table, collection or topic
 * @param columns in order; those that identify a row are the keys, and where none are the table has one row at most
 * @param rows what they are
 */
public record OutputTable(String output, String name, List<OutputColumn> columns, OutputRows rows) {
    public OutputTable {
        columns = List.copyOf(columns);
    }

    /** Whether rows may be others later. */
    public boolean rowsChange() {
        return rows == OutputRows.OF_VIEW;
    }

    /** The columns that identify a row. */
    public List<OutputColumn> keys() {
        return columns.stream().filter(OutputColumn::isKey).toList();
    }
}
