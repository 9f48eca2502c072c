package datalab.web.export;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The lines of a lab.yaml that declare a stream or a view. */
final class LabFileSection {
    private LabFileSection() {}

    /**
     * The lines of a key and what is indented below it; empty where it is not found, as in a file that is written in braces.
     *
     * @param without a key right below whose lines are left out: where a stream comes from may name servers
     */
    static Optional<String> of(String labFile, String section, String name, String without) {
        return block(labFile.lines().toList(), section)
                .flatMap(streams -> block(streams.subList(1, streams.size()), name))
                .map(lines -> remove(lines, without));
    }

    private static Optional<List<String>> block(List<String> lines, String key) {
        int depth = lines.stream()
                .filter(line -> !isBlank(line))
                .mapToInt(LabFileSection::indent)
                .findFirst()
                .orElse(0);
        for (int i = 0; i < lines.size(); i++) {
            if (indent(lines.get(i)) == depth && lines.get(i).strip().startsWith(key + ":")) {
                return Optional.of(lines.subList(i, end(lines, i)));
            }
        }
        return Optional.empty();
    }

    private static int end(List<String> lines, int begin) {
        int end = begin + 1;
        while (end < lines.size() && (isBlank(lines.get(end)) || indent(lines.get(end)) > indent(lines.get(begin)))) {
            end++;
        }
        return end;
    }

    private static String remove(List<String> lines, String without) {
        List<String> left = new ArrayList<>(lines);
        block(lines.subList(1, lines.size()), without).ifPresent(block -> {
            int from = lines.indexOf(block.getFirst());
            left.subList(from, from + block.size()).clear();
        });
        return String.join("\n", left).stripIndent().stripTrailing() + "\n";
    }

    private static int indent(String line) {
        return line.length() - line.stripLeading().length();
    }

    private static boolean isBlank(String line) {
        return line.isBlank() || line.stripLeading().startsWith("#");
    }
}
