package datalab.lab.yaml.output;

import datalab.lab.output.Output;
import datalab.lab.output.OutputColumn;
import datalab.lab.output.OutputColumns;
import datalab.lab.view.ViewFold;
import datalab.lab.yaml.stream.DeclaredStream;
import datalab.lab.yaml.syntax.Suggestion;
import datalab.lab.yaml.syntax.YamlMap;
import datalab.lab.yaml.syntax.YamlValue;
import datalab.lab.yaml.view.DeclaredView;
import datalab.lab.yaml.view.ViewSection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The {@code out:} of streams and views: one map or a list. Reads those of one lab. */
public final class OutputSection {
    private static final int OUTPUTS_MAX = 20;
    private static final int TABLE_CHARS_MAX = 200;
    private static final String OUT = ViewSection.OUT;
    private static final String TO = "to";
    private static final String COLUMNS = "columns";
    private static final String EXPECTED = "a map such as {to: mysql, table: user}, or a list of such maps";
    private static final String EXPECTED_OF_VIEW = EXPECTED + ", or an aggregate, as of a column";

    private final OutputServers servers;
    private final ClaimedTables claimed;

    public OutputSection(OutputServers servers, ClaimedTables claimed) {
        this.servers = servers;
        this.claimed = claimed;
    }

    /** What a stream says under {@code out:}. */
    public List<Output> read(YamlValue stream, DeclaredStream declared) {
        YamlValue section = stream.isMap() ? stream.map(EXPECTED).get(OUT) : null;
        if (section != null && declared.sound() && declared.stream().unique().isEmpty()) {
            section.refuseName(
                    "an output of a stream whose rows nothing identifies",
                    "unique: beside it, with the fields that identify an event, and key: with one of them",
                    null);
        }
        return section == null
                ? List.of()
                : outputs(
                        declared.stream().name(),
                        section,
                        EXPECTED,
                        declared.sound() ? OutputColumns.all(declared.stream()) : null);
    }

    /** What a view says under {@code out:}. */
    public List<Output> read(YamlValue view, DeclaredView declared) {
        YamlMap map = view.isMap() ? view.map(EXPECTED) : null;
        YamlValue section = map == null || ViewSection.isColumn(map, OUT) ? null : map.get(OUT);
        if (section == null) {
            return List.of();
        }
        if (declared.view().meet() != null) {
            section.refuseName("an output of a view with meet:", "none, as that is not possible yet", null);
            return List.of();
        }
        return outputs(view.name(), section, EXPECTED_OF_VIEW, declared.sound() ? columns(declared) : null);
    }

    private static List<OutputColumn> columns(DeclaredView declared) {
        return OutputColumns.offered(new ViewFold(declared.view(), Objects.requireNonNull(declared.source())));
    }

    /**
     * Reads one or a list.
     *
     * @param of whose rows they are
     * @param expected what is said of a text
     * @param shown what there is to show; null where that is not known
     */
    private List<Output> outputs(String of, YamlValue section, String expected, @Nullable List<OutputColumn> shown) {
        List<YamlValue> items = section.oneOrMore();
        if (items.isEmpty() || items.size() > OUTPUTS_MAX) {
            section.refuse(items.size() + " outputs", "1 to " + OUTPUTS_MAX);
        }
        List<Output> outputs = new ArrayList<>();
        for (YamlValue item : items) {
            YamlMap map = item.map(item.isText() ? expected : EXPECTED);
            String server = server(map.require(TO, "the name of a server"));
            YamlValue table = table(map, server);
            String name = table == null ? null : tableName(table);
            Map<String, String> columns = map.read(COLUMNS, value -> new ColumnSection(shown).read(value), Map.of());
            if (server != null && table != null && name != null) {
                Output output = new Output(server, name, columns);
                if (servers.isShared(server)) {
                    claimed.claimShared(of, output.target(), table);
                } else {
                    claimed.claim(output.target(), table);
                }
                outputs.add(output);
            }
        }
        return outputs;
    }

    private @Nullable String server(@Nullable YamlValue to) {
        String name = to == null ? null : to.text("the name of a server");
        if (to != null
                && name != null
                && servers.isStrict()
                && !servers.tables().containsKey(name)) {
            String expected = servers.tables().isEmpty()
                    ? "a server of the settings, which name none under servers:"
                    : YamlValue.oneOfText(servers.tables().keySet());
            to.refuse(to.found(), expected, Suggestion.of(name, servers.tables().keySet()));
        }
        return name;
    }

    /** The entry that names the table, which each kind of server calls by its own word. */
    private @Nullable YamlValue table(YamlMap map, @Nullable String server) {
        List<YamlValue> others = map.others(List.of(TO, COLUMNS));
        String word = server == null ? null : servers.tables().get(server);
        if (word == null) {
            others.stream()
                    .skip(1)
                    .forEach(other ->
                            other.refuseName("an unknown name", "one of: to, columns, and one for the table", null));
            return others.isEmpty() ? map.require("table", "the name of a table") : others.getFirst();
        }
        for (YamlValue other : others) {
            boolean isMeant = !map.has(word) && others.size() == 1;
            if (!other.name().equals(word)) {
                String expected = isMeant ? word + ", as " + server + " calls it" : "one of: to, " + word + ", columns";
                String hint = isMeant ? word : Suggestion.of(other.name(), List.of(TO, word, COLUMNS));
                other.refuseName("an unknown name", expected, hint);
            }
        }
        return others.isEmpty() ? map.require(word, "the name of a " + word) : map.get(word);
    }

    static @Nullable String tableName(YamlValue table) {
        String expected = "a name of 1 to " + TABLE_CHARS_MAX + " characters";
        String name = table.line(expected);
        if (name != null && (name.isBlank() || name.length() > TABLE_CHARS_MAX)) {
            table.refuse(expected);
        }
        return name;
    }
}
