package datalab.lab.output;

import datalab.lab.text.OrderedMaps;
import java.util.Map;

/**
 * A table on another server that is kept equal to a view or a stream, as {@code out:} declares it.
 *
 * @param server its name in datalab.yaml
 * @param table what is written to there: a table, a collection, a topic, a path
 * @param columns by the name in the table, what each shows of the view or stream, as {@link OutputColumn#source}; empty for
 *     everything under its own name
 */
public record Output(String server, String table, Map<String, String> columns) {
    public Output {
        columns = OrderedMaps.copy(columns);
    }

    /** As people and messages name it: {@code mysql/user}. */
    public String target() {
        return server + "/" + table;
    }
}
