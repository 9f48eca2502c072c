package datalab.process.publish;

import datalab.lab.event.Offsets;
import datalab.store.output.OutputKey;
import datalab.store.output.OutputRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The rows that one step is to write, each of another key. Owned by one thread. */
final class Changes {
    private final List<OutputRow> rows = new ArrayList<>();
    private final List<OutputKey> keys = new ArrayList<>();
    private Offsets until = Offsets.NONE;

    void add(String key, OutputRow row) {
        add(new OutputKey(key, null), row);
    }

    void add(OutputKey key, OutputRow row) {
        keys.add(key);
        rows.add(row);
    }

    /** Up to where events' rows are written with this step. */
    void reach(Offsets offsets) {
        until = until.merge(offsets);
    }

    Offsets until() {
        return until;
    }

    List<OutputRow> rows() {
        return rows;
    }

    /** The same without the rows that are there. */
    Changes gone() {
        Changes gone = new Changes();
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).isGone()) {
                gone.add(keys.get(i), rows.get(i));
            }
        }
        return gone;
    }

    /** The text of each row's key. */
    List<String> keys() {
        return keys.stream().map(OutputKey::text).toList();
    }

    Map<OutputRow, String> keysByRow() {
        Map<OutputRow, String> texts = new HashMap<>();
        for (int i = 0; i < rows.size(); i++) {
            texts.put(rows.get(i), keys.get(i).text());
        }
        return texts;
    }

    /** The keys of those that are there. */
    List<OutputKey> there() {
        return keys(false);
    }

    /** The texts of the keys of those that are gone. */
    List<String> goneKeys() {
        return keys(true).stream().map(OutputKey::text).toList();
    }

    private List<OutputKey> keys(boolean gone) {
        List<OutputKey> some = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).isGone() == gone) {
                some.add(keys.get(i));
            }
        }
        return some;
    }
}
