package datalab.app;

import com.fasterxml.jackson.databind.JsonNode;
import datalab.app.terminal.CountText;

/** Formats the rows in which a verification found differences, for people. */
public final class DifferingRows {
    private DifferingRows() {}

    /**
     * A line for each row, and one for those that were not noted.
     *
     * @param first an array of {@code {"served":{…},"recomputed":{…},"reason":"…"}}
     * @param count of all that differ
     */
    public static String text(JsonNode first, long count) {
        StringBuilder text = new StringBuilder();
        for (JsonNode each : first) {
            text.append(row(each.path("served")))
                    .append(" | ")
                    .append(row(each.path("recomputed")))
                    .append(" | ")
                    .append(each.path("reason").asText())
                    .append('\n');
        }
        long more = count - first.size();
        return more <= 0
                ? text.toString()
                : text.append("… and ")
                        .append(CountText.grouped(more))
                        .append(" more\n")
                        .toString();
    }

    private static String row(JsonNode row) {
        return row.isObject() ? row.toString() : "no row";
    }
}
