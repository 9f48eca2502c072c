package datalab.cli.forget;

import com.fasterxml.jackson.databind.JsonNode;
import datalab.app.terminal.CountText;
import java.util.ArrayList;
import java.util.List;

/** What was forgotten, as people read it. */
final class ForgetReport {
    private ForgetReport() {}

    static List<String> lines(JsonNode run) {
        List<String> lines = new ArrayList<>();
        lines.add("lab " + run.path("lab").asText() + " has forgotten the key (record "
                + run.path("id").asLong() + ")");
        add(lines, "removed", run.path("removed"));
        if (run.path("removed").isEmpty()) {
            lines.add("  removed: nothing, there was no event of it");
        }
        add(lines, "names it still", run.path("refers"));
        add(lines, "remains", run.path("remains"));
        return lines;
    }

    private static void add(List<String> lines, String title, JsonNode notes) {
        for (JsonNode note : notes) {
            StringBuilder line = new StringBuilder("  " + title + ": ");
            long rows = note.path("rows").asLong();
            String what = note.path("what").asText();
            String name = note.path("name").asText();
            line.append(rows > 0 ? CountText.of(rows, what.replaceAll("s$", "")) + " of " + name : what + " " + name);
            if (!note.path("until").isNull()) {
                line.append(", until ").append(note.path("until").asText());
            }
            if (!note.path("detail").asText().isEmpty()) {
                line.append(": ").append(note.path("detail").asText());
            }
            lines.add(line.toString());
        }
    }
}
