package datalab.lab.yaml.output;

import datalab.lab.text.OrderedMaps;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The servers that {@code out:} and {@code archive:} may name.
 *
 * @param tables by a server's name, what it calls what is written to there: table, collection, topic
 * @param archives the names of those that also keep archives of streams
 * @param shared the names of those on which several outputs may write to one and the same, such as an address of mails
 * @param isStrict whether a server that is not among them is a mistake; else it is taken for one that others know
 */
public record OutputServers(Map<String, String> tables, Set<String> archives, Set<String> shared, boolean isStrict) {

    /** Of a program that knows no settings. */
    public static final OutputServers UNKNOWN = new OutputServers(Map.of(), Set.of(), Set.of(), false);

    /** Of settings that name no server. */
    public static final OutputServers NONE = of(Map.of(), Set.of());

    public OutputServers {
        tables = OrderedMaps.copy(tables);
        archives = Collections.unmodifiableSet(new LinkedHashSet<>(archives));
        shared = Set.copyOf(shared);
    }

    /** Those of the settings, by name, with what each calls what is written to there, and which of them keep archives. */
    public static OutputServers of(Map<String, String> tables, Set<String> archives) {
        return new OutputServers(tables, archives, Set.of(), true);
    }

    /** The same, some of them shared. */
    public OutputServers sharing(Set<String> names) {
        return new OutputServers(tables, archives, names, isStrict);
    }

    /** Whether several outputs may write to one and the same there; of a server that is not known they may. */
    public boolean isShared(String server) {
        return shared.contains(server) || (!isStrict && !tables.containsKey(server));
    }
}
