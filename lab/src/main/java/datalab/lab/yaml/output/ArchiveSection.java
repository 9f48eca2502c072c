package datalab.lab.yaml.output;

import datalab.lab.stream.ArchivePlace;
import datalab.lab.yaml.stream.DeclaredStream;
import datalab.lab.yaml.syntax.Suggestion;
import datalab.lab.yaml.syntax.YamlMap;
import datalab.lab.yaml.syntax.YamlValue;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The {@code archive:} of streams: the name of a server, or a map with it. Reads those of one lab. */
public final class ArchiveSection {
    public static final String NAME = "archive";

    private static final String TO = "to";
    private static final String TABLE = "collection";
    private static final String EXPECTED =
            "the name of a server, or a map such as {to: documents, collection: readings}";

    private final OutputServers servers;
    private final ClaimedTables tables;

    public ArchiveSection(OutputServers servers, ClaimedTables tables) {
        this.servers = servers;
        this.tables = tables;
    }

    /** What a stream says under {@code archive:}; null where it says nothing that can be used. */
    public @Nullable ArchivePlace read(YamlValue stream, DeclaredStream declared) {
        YamlValue section = stream.isMap() ? stream.map(EXPECTED).get(NAME) : null;
        if (section == null) {
            return null;
        }
        if (!section.isMap()) {
            return place(server(section), declared.stream().topic(), section);
        }
        YamlMap map = section.map(EXPECTED).only(TO, TABLE);
        YamlValue to = map.require(TO, "the name of a server");
        YamlValue named = map.get(TABLE);
        String table = named == null ? declared.stream().topic() : OutputSection.tableName(named);
        return to == null || table == null ? null : place(server(to), table, named == null ? to : named);
    }

    /** A mistake where what a lab asks for is more than the archive of a stream on another server can do. */
    public static void refuseNear(YamlValue asking) {
        asking.refuse(
                "a stream whose archive is on another server",
                "one without archive:, as only PostgreSQL finds what is near to a place");
    }

    private @Nullable ArchivePlace place(@Nullable String server, String table, YamlValue at) {
        if (server == null) {
            return null;
        }
        ArchivePlace place = new ArchivePlace(server, table);
        tables.claim(place.target(), at);
        return place;
    }

    private @Nullable String server(YamlValue to) {
        String name = to.text(EXPECTED);
        Set<String> able = servers.archives();
        if (name != null && servers.isStrict() && !able.contains(name)) {
            boolean isKnown = servers.tables().containsKey(name);
            String expected = able.isEmpty()
                    ? "a server of kind mongodb, of which the settings name none under servers:"
                    : YamlValue.oneOfText(able);
            to.refuse(
                    isKnown ? to.found() + ", which keeps no archives" : to.found(),
                    expected,
                    Suggestion.of(name, List.copyOf(able)));
        }
        return name;
    }
}
