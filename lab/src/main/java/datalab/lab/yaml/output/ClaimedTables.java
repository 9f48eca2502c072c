package datalab.lab.yaml.output;

import datalab.lab.yaml.syntax.YamlValue;
import java.util.HashMap;
import java.util.Map;

/** The tables on other servers that one lab.yaml writes to: each once. */
public final class ClaimedTables {
    private final Map<String, Integer> lineByTarget = new HashMap<>();

    void claim(String target, YamlValue table) {
        claim(target, target, table, "another one, as two would overwrite each other's rows");
    }

    /** Of one that others may write to as well, though nobody twice. */
    void claimShared(String of, String target, YamlValue table) {
        claim(of + " to " + target, target, table, "each of them once");
    }

    private void claim(String claimed, String target, YamlValue table, String expected) {
        Integer first = lineByTarget.putIfAbsent(claimed, table.line());
        if (first != null) {
            table.refuse(target + " a second time (first in line " + first + ")", expected);
        }
    }
}
