package datalab.cli.export;

import datalab.app.terminal.CommandFailed;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that choose rows, as the API's parameters. */
final class ExportQuestion {
    @Option(
            names = "--from",
            paramLabel = "TIME",
            description = "from this time on: 2024-05-01, -7d, or as the API takes it")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "TIME", description = "before this time")
    private @Nullable String to;

    @Option(names = "--order", paramLabel = "ORDER", description = "asc or desc, by time (asc)")
    private @Nullable String order;

    @Option(names = "--layer", paramLabel = "LAYER", description = "of a view: merged, batch or speed (merged)")
    private @Nullable String layer;

    @Option(
            names = "--where",
            paramLabel = "FIELD=VALUE",
            description = "only rows with this value; may be given several times")
    private List<String> where = new ArrayList<>();

    /** What comes behind the address, with a ? before it. */
    String parameters(ExportFormat format) {
        StringBuilder all = new StringBuilder("?format=").append(format.text());
        add(all, "from", from);
        add(all, "to", to);
        add(all, "order", order);
        add(all, "layer", layer);
        for (String filter : where) {
            int equals = filter.indexOf('=');
            if (equals < 1) {
                throw CommandFailed.ofUsage("--where is '" + filter + "', expected FIELD=VALUE, such as name=sensor1");
            }
            add(all, filter.substring(0, equals), filter.substring(equals + 1));
        }
        return all.toString();
    }

    private static void add(StringBuilder all, String name, @Nullable String value) {
        if (value != null) {
            all.append('&').append(encoded(name)).append('=').append(encoded(value));
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
