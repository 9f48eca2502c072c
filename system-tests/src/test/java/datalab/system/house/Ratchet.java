package datalab.system.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What still breaks a rule, listed in a file that may only shrink: nothing new enters, and what is mended is struck. */
final class Ratchet {
    private static final Path FILE = Path.of("src/test/resources/architecture-ratchet.txt");
    private static final String IN_FILE = " of app/" + FILE;

    private final Map<String, List<String>> sections = new HashMap<>();

    private Ratchet(List<String> lines) {
        List<String> section = new ArrayList<>();
        for (String line : lines) {
            if (line.startsWith("[")) {
                section = new ArrayList<>();
                sections.put(line, section);
            } else if (!line.isBlank() && !line.startsWith("#")) {
                section.add(line);
            }
        }
        assertThat(sections.values())
                .allSatisfy(entries -> assertThat(entries).isSorted().doesNotHaveDuplicates());
    }

    static Ratchet read() throws IOException {
        return new Ratchet(Files.readAllLines(FILE));
    }

    /** What to do so that a section lists exactly what is found; found says of each entry what is wrong with it. */
    List<String> compare(String section, SortedMap<String, String> found) {
        List<String> listed = entries(section);
        List<String> changes = new ArrayList<>();
        found.forEach((entry, wrong) -> {
            if (!listed.contains(entry)) {
                changes.add(entry + " " + wrong + "\nmend it: nothing may be added to " + section + IN_FILE);
            }
        });
        listed.stream()
                .filter(entry -> !found.containsKey(entry))
                .forEach(entry -> changes.add(strike(entry, section)));
        return changes;
    }

    /** The same for numbers that must not exceed a limit; a listed one is exactly as listed. */
    List<String> compareSizes(String section, SortedMap<String, Long> sizes, long max) {
        SortedMap<String, Long> listed = new TreeMap<>();
        for (String entry : entries(section)) {
            int space = entry.indexOf(' ');
            listed.put(entry.substring(0, space), Long.valueOf(entry.substring(space + 1)));
        }
        List<String> changes = new ArrayList<>();
        sizes.forEach((name, size) -> {
            long allowed = listed.getOrDefault(name, max);
            if (size > allowed) {
                changes.add(name + " has " + size + " types, at most " + allowed
                        + " may be there: place new ones elsewhere");
            }
        });
        listed.forEach((name, number) -> {
            long size = sizes.getOrDefault(name, 0L);
            String line = name + " " + number;
            if (size <= max) {
                changes.add(strike(line, section));
            } else if (size < number) {
                changes.add(
                        "change the line \"" + line + "\" to \"" + name + " " + size + "\" in " + section + IN_FILE);
            }
        });
        return changes;
    }

    private static String strike(String line, String section) {
        return "mended: strike the line \"" + line + "\" in " + section + IN_FILE;
    }

    private List<String> entries(String section) {
        List<String> entries = sections.get(section);
        assertThat(entries).as(section + IN_FILE).isNotNull();
        return entries == null ? List.of() : entries;
    }
}
