package datalab.lab.yaml.input;

import datalab.lab.text.OrderedMaps;
import java.util.List;
import java.util.Map;

/**
 * The servers that {@code from:} may name.
 *
 * @param kinds by a server's name, its kind, such as {@code mqtt}
 * @param isStrict whether a server that is not among them is a mistake; else it is taken for one that others know
 */
public record InputServers(Map<String, String> kinds, boolean isStrict) {

    /** Of a program that knows no settings. */
    public static final InputServers UNKNOWN = new InputServers(Map.of(), false);

    public InputServers {
        kinds = OrderedMaps.copy(kinds);
    }

    /** Those of the settings, by name, with their kinds. */
    public static InputServers of(Map<String, String> kinds) {
        return new InputServers(kinds, true);
    }

    /** The names of those of a kind. */
    List<String> ofKind(String kind) {
        return kinds.keySet().stream()
                .filter(name -> kind.equals(kinds.get(name)))
                .toList();
    }
}
