package datalab.app.settings;

import datalab.app.terminal.CommandFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads a {@code datalab.yaml} into flat paths ({@code http.port}), each with the position of its value in the file. */
final class YamlSettings {
    private static final long BYTES_MAX = 1 << 20;
    /** No setting is deeper; an alias could lead into itself. */
    private static final int DEPTH_MAX = 3;
    /** What may have lists, and must not be empty. */
    private static final String SERVERS = "servers.";

    private static final String LAB = "lab";

    private final String fileName;
    private final Map<String, FoundSetting> values = new LinkedHashMap<>();

    private YamlSettings(String fileName) {
        this.fileName = fileName;
    }

    /** Throws {@link CommandFailed} where the file cannot be read or is not YAML; keys without a value are left out. */
    static Map<String, FoundSetting> read(Path file) {
        YamlSettings reader = new YamlSettings(file.toString());
        compose(file, text(file)).ifPresent(node -> reader.add("", node, 0));
        return reader.values;
    }

    /** The same of a profile, whose {@code lab:} is no setting but what is laid over lab.yaml. */
    static Map<String, FoundSetting> readProfile(Path file) {
        Map<String, FoundSetting> values = read(file);
        values.keySet().removeIf(path -> path.equals(LAB) || path.startsWith(LAB + "."));
        return values;
    }

    private static String text(Path file) {
        try {
            if (Files.size(file) > BYTES_MAX) {
                throw new CommandFailed(file + " is larger than " + BYTES_MAX + " bytes");
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw new CommandFailed("settings file " + file + " cannot be read: " + CommandFailed.words(e), e);
        }
    }

    private static Optional<Node> compose(Path file, String text) {
        try {
            LoadSettings settings = LoadSettings.builder()
                    .setLabel(file.toString())
                    .setAllowDuplicateKeys(false)
                    .build();
            return new Compose(settings).composeString(text);
        } catch (MarkedYamlEngineException e) {
            String at =
                    e.getProblemMark().map(mark -> at(file.toString(), mark)).orElse(file.toString());
            throw new CommandFailed(at + ": this is not YAML: " + e.getProblem(), e);
        } catch (YamlEngineException e) {
            throw new CommandFailed(file + ": this is not YAML: " + e.getMessage(), e);
        }
    }

    private void add(String path, Node node, int depth) {
        switch (node) {
            case MappingNode mapping
            when depth < DEPTH_MAX -> {
                if (mapping.getValue().isEmpty() && path.startsWith(SERVERS)) {
                    values.put(path, new FoundSetting("an empty map", where(mapping)));
                }
                for (NodeTuple entry : mapping.getValue()) {
                    String key = entry.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
                    add(path.isEmpty() ? key : path + "." + key, entry.getValueNode(), depth + 1);
                }
            }
            case ScalarNode scalar -> {
                if (!scalar.getTag().equals(Tag.NULL)) {
                    values.put(path, new FoundSetting(scalar.getValue(), where(scalar)));
                } else if (path.startsWith(SERVERS) && depth == 2) {
                    values.put(path, new FoundSetting("nothing", where(scalar)));
                }
            }
            case SequenceNode list
            when path.startsWith(SERVERS) && list.getValue().stream().allMatch(ScalarNode.class::isInstance) ->
                values.put(path, new FoundSetting(joined(list), where(list)));
            // No other setting is one, so whichever path this is will be refused by its reader.
            default -> values.put(path, new FoundSetting("a list", where(node)));
        }
    }

    /** As those write it who have but one line: with commas. */
    private static String joined(SequenceNode list) {
        return list.getValue().stream()
                .map(item -> ((ScalarNode) item).getValue())
                .collect(Collectors.joining(","));
    }

    private String where(Node node) {
        return node.getStartMark().map(mark -> at(fileName, mark)).orElse(fileName);
    }

    private static String at(String fileName, Mark mark) {
        return fileName + ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1);
    }
}
