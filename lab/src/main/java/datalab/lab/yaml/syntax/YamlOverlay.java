package datalab.lab.yaml.syntax;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Lays one tree of YAML over another. Each node keeps its place, so that mistakes name the file that it is from. */
final class YamlOverlay {
    private YamlOverlay() {}

    /** Maps are merged by their names, in the order of the lower one; of all else the upper one stays. */
    static Node merged(Node lower, Node upper) {
        if (!(lower instanceof MappingNode below) || !(upper instanceof MappingNode above)) {
            return upper;
        }
        List<NodeTuple> entries = new ArrayList<>(below.getValue());
        Set<String> names = new HashSet<>();
        for (NodeTuple entry : above.getValue()) {
            String name = name(entry);
            int at = name != null && names.add(name) ? indexOf(name, entries) : -1;
            if (at < 0) {
                entries.add(entry); // also one that stands there twice, which its reader notes
            } else {
                Node value = merged(entries.get(at).getValueNode(), entry.getValueNode());
                entries.set(at, new NodeTuple(entry.getKeyNode(), value));
            }
        }
        return new MappingNode(
                below.getTag(), true, entries, below.getFlowStyle(), below.getStartMark(), below.getEndMark());
    }

    private static int indexOf(String name, List<NodeTuple> entries) {
        for (int i = 0; i < entries.size(); i++) {
            if (Objects.equals(name, name(entries.get(i)))) {
                return i;
            }
        }
        return -1;
    }

    private static @Nullable String name(NodeTuple entry) {
        return entry.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : null;
    }
}
