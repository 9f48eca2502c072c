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

    @Option(
            names = "--every",
            paramLabel = "LENGTH",
            description = "rows of a view merged into windows of this length, such as 1h, 1d, 1w, 1mo or 1y")
    private @Nullable String every;

    @Option(
            names = "--zone",
            paramLabel = "ZONE",
            description = "beside --every: whose days, weeks, months or years, such as Asia/Shanghai")
    private @Nullable String zone;

    @Option(
            names = "--by",
            paramLabel = "FIELDS",
            description =
                    "rows of a view merged into groups of these fields alone, with commas between; '' for one group")
    private @Nullable String by;

    /** What comes behind the address, with a ? before it. */
    String parameters(ExportFormat format) {
        StringBuilder all = new StringBuilder("?format=").append(format.text());
        add(all, "from", from);
        add(all, "to", to);
        add(all, "order", order);
        add(all, "layer", layer);
        addMerging(all);
        for (String filter : where) {
            int equals = filter.indexOf('=');
            if (equals < 1) {
                throw CommandFailed.ofUsage("--where is '" + filter + "', expected FIELD=VALUE, such as name=sensor1");
            }
            add(all, filter.substring(0, equals), filter.substring(equals + 1));
        }
        return all.toString();
    }

    /** The same of what says which columns there are: by what rows are merged. */
    String merging() {
        StringBuilder all = new StringBuilder();
        addMerging(all);
        return all.isEmpty() ? "" : "?" + all.substring(1);
    }

    private void addMerging(StringBuilder all) {
        add(all, "every", every);
        add(all, "zone", zone);
        add(all, "by", by);
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
