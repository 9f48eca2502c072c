package datalab.app.settings;

import datalab.app.settings.Settings.NamedServer;
import datalab.lab.yaml.syntax.Suggestion;
import datalab.store.server.ServerType;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads {@code servers:}, each by the type that its {@code kind} names. */
final class ServersReader {
    private static final String SECTION = "servers";
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_-]{0,39}");

    private final SettingsReader reader;
    private final List<ServerType> types;

    ServersReader(SettingsReader reader, List<ServerType> types) {
        this.reader = reader;
        this.types = types;
    }

    /** Those without a mistake in name or kind, in the order of the file. */
    Map<String, NamedServer> read() {
        refuseValue(SECTION, "servers by name, each a map with kind:");
        Map<String, NamedServer> servers = new LinkedHashMap<>();
        Map<String, String> nameByVariable = new HashMap<>();
        for (String name : reader.namesIn(SECTION)) {
            String path = SECTION + "." + name;
            String other = nameByVariable.putIfAbsent(name.replace('-', '_'), name);
            if (refuseValue(path, "a map with kind: and what such a server needs")) {
                continue;
            }
            if (!NAME.matcher(name).matches()) {
                refuseName(path, "of lower case letters, digits, _ and - that begins with a letter (at most 40)");
            } else if (other != null) {
                refuseName(path, "that is not as " + other + " to the environment");
            } else {
                type(path)
                        .ifPresent(type -> servers.put(
                                name,
                                new NamedServer(type, type.configure(new NamedServerSettings(name, path, reader)))));
            }
        }
        return servers;
    }

    private Optional<ServerType> type(String path) {
        List<String> kinds = types.stream().map(ServerType::kind).toList();
        String expected = String.join(" or ", kinds);
        String kind = reader.optional(path + ".kind").orElse("");
        if (kind.isEmpty()) {
            reader.refuseSection(path, "has no kind; expected " + expected);
        } else if (!kinds.contains(kind)) {
            reader.refuse(path + ".kind", expected + SettingsReader.meant(Suggestion.of(kind, kinds)));
        }
        Optional<ServerType> found =
                types.stream().filter(type -> type.kind().equals(kind)).findFirst();
        if (found.isEmpty()) {
            reader.passOver(path);
        }
        return found;
    }

    private boolean refuseValue(String path, String expected) {
        boolean isValue = reader.isValue(path);
        if (isValue) {
            reader.refuse(path, expected);
            reader.passOver(path);
        }
        return isValue;
    }

    private void refuseName(String path, String expected) {
        reader.refuseSection(path, "is no name of a server; expected one " + expected);
        reader.passOver(path);
    }
}
