package datalab.out.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import datalab.store.output.OutputRow;
import datalab.store.output.OutputRowJson;
import datalab.store.output.OutputTable;
import java.util.List;

/** Rows of an output as the JSON of a request. */
final class RowsJson {
    private final OutputTable table;
    private final String output;

    RowsJson(OutputTable table) {
        this.table = table;
        this.output = table.output().replaceFirst("/.*", ""); // without the path, which the receiver knows
    }

    /** Its key, and all of it; null instead where it is gone. */
    String row(OutputRow row) {
        String all = row.isGone() ? "null" : new String(OutputRowJson.row(table, row), UTF_8);
        return "{\"key\":" + new String(OutputRowJson.key(table, row), UTF_8) + ",\"row\":" + all + "}";
    }

    /** The body of a request with rows that are JSON already. Names of labs and views need no escapes. */
    byte[] body(long version, List<String> rows) {
        String head = "{\"output\":\"" + output + "\",\"version\":" + version + ",\"rows\":[";
        return (head + String.join(",", rows) + "]}").getBytes(UTF_8);
    }
}
