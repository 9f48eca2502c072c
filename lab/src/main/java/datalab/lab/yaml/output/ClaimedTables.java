package datalab.lab.yaml.output;

import datalab.lab.yaml.syntax.YamlValue;
import java.util.HashMap;
import java.util.Map;

/** The tables on other servers that one lab.yaml writes to: each once. */
public final class ClaimedTables {
    private final Map<String, Integer> lineByTarget = new HashMap<>();

    void claim(String target, YamlValue table) {
        Integer first = lineByTarget.putIfAbsent(target, table.line());
        if (first != null) {
            table.refuse(
                    target + " a second time (first in line " + first + ")",
                    "another one, as two would overwrite each other's rows");
        }
    }
}
