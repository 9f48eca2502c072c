package datalab.lab.yaml.output;

import datalab.lab.text.OrderedMaps;
import java.util.Map;

/**
 * The servers that {@code out:} may name.
 *
 * @param tables by a server's name, what it calls what is written to there: table, collection, topic
 * @param isStrict whether a server that is not among them is a mistake; else it is taken for one that others know
 */
public record OutputServers(Map<String, String> tables, boolean isStrict) {

    /** Of a program that knows no settings. */
    public static final OutputServers UNKNOWN = new OutputServers(Map.of(), false);

    /** Of settings that name no server. */
    public static final OutputServers NONE = of(Map.of());

    public OutputServers {
        tables = OrderedMaps.copy(tables);
    }

    /** Those of the settings, by name, with what each calls what is written to there. */
    public static OutputServers of(Map<String, String> tables) {
        return new OutputServers(tables, true);
    }
}
