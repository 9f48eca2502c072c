package datalab.testkit.store;

import datalab.store.output.Acknowledgements;
import datalab.store.output.OutputRow;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What a test has been told of. Owned by one thread. */
public final class KnownAcknowledgements implements Acknowledgements {
    private final Set<Told> known = new LinkedHashSet<>();

    private record Told(OutputRow row, String recipient) {}

    @Override
    public boolean has(OutputRow row, String recipient) {
        return known.contains(new Told(row, recipient));
    }

    @Override
    public void add(OutputRow row, String recipient) {
        known.add(new Told(row, recipient));
    }

    public List<OutputRow> rows() {
        return known.stream().map(Told::row).distinct().toList();
    }
}
