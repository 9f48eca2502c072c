package datalab.cli;

import datalab.app.Addresses;
import datalab.app.Roles;
import datalab.app.settings.Role;
import datalab.app.terminal.CountText;
import datalab.lab.Lab;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What {@code run} prints once all is ready: where to go, and what is there. */
final class Banner {
    private Banner() {}

    static String text(Addresses at, Roles roles, List<Lab> labs, boolean asksWho, Duration took) {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add(String.format(
                Locale.ROOT,
                "  %s is ready, in %.1f s",
                bold("DataLab " + VersionCommand.version() + (roles.isAll() ? "" : " (" + roles + ")")),
                took.toMillis() / 1000.0));
        lines.add("");
        Map<String, String> places = places(at, roles);
        int names = places.keySet().stream().mapToInt(String::length).max().orElse(0) + 2;
        places.forEach((name, place) -> {
            if (!place.isEmpty()) {
                lines.add(row(names, name, place));
            }
        });
        lines.add(row(names, "Data", at.data().toString()));
        if (asksWho) {
            lines.add(row(names, "Log in", "with a token: ./datalab token create --name NAME --role read"));
        }
        lines.add("");
        int width = labs.stream().mapToInt(lab -> lab.name().length()).max().orElse(0);
        String title = "Labs";
        for (Lab lab : labs) {
            String parts = CountText.of(lab.streams().size(), "stream") + ", "
                    + CountText.of(lab.views().size(), "view");
            lines.add(row(names, title, String.format("%-" + width + "s  %s (%s)", lab.name(), lab.title(), parts)));
            title = "";
        }
        lines.add("");
        lines.add("  Ctrl-C ends it.");
        lines.add("");
        return String.join("\n", lines) + "\n";
    }

    /** By name; empty for what this process has not. */
    private static Map<String, String> places(Addresses at, Roles roles) {
        boolean servesPage = roles.has(Role.WEB);
        Map<String, String> places = new LinkedHashMap<>();
        places.put("Page", servesPage ? at.http() + "/" : "");
        places.put("API", servesPage ? at.http() + "/docs" : "");
        places.put("HTTP", servesPage ? "" : at.http() + "/");
        places.put("gRPC", at.grpc());
        places.putAll(at.sources());
        places.put("Kafka", at.kafka());
        places.put("PostgreSQL", at.postgres());
        return places;
    }

    private static String row(int width, String name, String value) {
        return String.format("  %-" + width + "s%s", name, value);
    }

    private static String bold(String text) {
        return Boolean.getBoolean("datalab.color") ? "\u001b[1m" + text + "\u001b[0m" : text;
    }
}
