package datalab.app;

import datalab.lab.Lab;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What {@code run} prints once all is ready: where to go, and what is there. */
final class Banner {
    private Banner() {}

    static String text(Addresses at, List<Lab> labs, Duration took) {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add(String.format(
                Locale.ROOT,
                "  %s is ready, in %.1f s",
                bold("DataLab " + VersionCommand.version()),
                took.toMillis() / 1000.0));
        lines.add("");
        lines.add(row("Page", at.http() + "/"));
        lines.add(row("API", at.http() + "/docs"));
        lines.add(row("MQTT", at.mqtt()));
        lines.add(row("Kafka", at.kafka()));
        lines.add(row("PostgreSQL", at.postgres()));
        lines.add(row("Data", at.data().toString()));
        lines.add("");
        int width = labs.stream().mapToInt(lab -> lab.name().length()).max().orElse(0);
        String title = "Labs";
        for (Lab lab : labs) {
            String parts = Counted.of(lab.streams().size(), "stream") + ", "
                    + Counted.of(lab.views().size(), "view");
            lines.add(row(title, String.format("%-" + width + "s  %s (%s)", lab.name(), lab.title(), parts)));
            title = "";
        }
        lines.add("");
        lines.add("  Ctrl-C ends it.");
        lines.add("");
        return String.join("\n", lines) + "\n";
    }

    private static String row(String name, String value) {
        return String.format("  %-12s%s", name, value);
    }

    private static String bold(String text) {
        return Boolean.getBoolean("datalab.color") ? "\u001b[1m" + text + "\u001b[0m" : text;
    }
}
