package datalab.process.publish;

import static java.nio.charset.StandardCharsets.UTF_8;

import datalab.store.key.Sha256;
import datalab.store.output.Acknowledgement;
import datalab.store.output.Acknowledgements;
import datalab.store.output.OutputLease;
import datalab.store.output.OutputLedger;
import datalab.store.output.OutputPosition;
import datalab.store.output.OutputRow;
import datalab.store.output.OutputRowJson;
import datalab.store.output.OutputTable;
import datalab.store.output.OutputWriter;
import datalab.store.output.RefusedRow;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What the target has acknowledged of rows that are told, until their step is written: a step that is begun again leaves it out,
 * also one of the process that takes over. Owned by one thread.
 */
final class ToldRows {
    /** As many as a full step has events, for ten recipients each; what is beyond would be told again. */
    private static final int ACKNOWLEDGEMENTS_MAX = 100_000;

    private final OutputTable table;
    private final OutputLedger ledger;
    private final Map<Recipient, String> contents = new HashMap<>();
    private final Queue<Acknowledgement> unnoted = new ConcurrentLinkedQueue<>();
    private long token;

    ToldRows(OutputTable table, OutputLedger ledger) {
        this.table = table;
        this.ledger = ledger;
    }

    /** Who is told of a row. */
    private record Recipient(String key, String name) {}

    /** Reads what is noted. What could not be counts, too, unless somebody else has published meanwhile. */
    void begin(OutputLease lease) {
        if (lease.token() != token + 1) {
            clear();
        }
        token = lease.token();
        for (Acknowledgement noted : ledger.look(lease, OutputPosition::acknowledged)) {
            contents.putIfAbsent(new Recipient(noted.key(), noted.recipient()), noted.content());
        }
    }

    /**
     * Tells the rows of a step but those that were acknowledged before. When it returns, all acknowledgements are noted.
     *
     * @param asked how often somebody has asked for everything, which is to be told again each time
     */
    List<RefusedRow> tell(OutputLease lease, OutputWriter writer, long version, Changes step, long asked) {
        try (AcknowledgementNoter noter = new AcknowledgementNoter(ledger, lease, unnoted)) {
            return writer.tell(version, step.rows(), new OfStep(step.keysByRow(), asked, noter));
        }
    }

    /** A step with these rows is written. */
    void written(Set<String> taken, Set<String> refused) {
        contents.keySet().removeIf(told -> taken.contains(told.key()) || refused.contains(told.key()));
    }

    /** No step is under way. */
    void clear() {
        contents.clear();
        unnoted.clear();
    }

    private final class OfStep implements Acknowledgements {
        private final Map<OutputRow, String> keys;
        private final long asked;
        private final AcknowledgementNoter noter;

        OfStep(Map<OutputRow, String> keys, long asked, AcknowledgementNoter noter) {
            this.keys = keys;
            this.asked = asked;
            this.noter = noter;
        }

        @Override
        public boolean has(OutputRow row, String recipient) {
            noter.check(); // nothing more is told where it cannot be noted
            return content(row).equals(contents.get(of(row, recipient)));
        }

        @Override
        public void add(OutputRow row, String recipient) {
            Recipient told = of(row, recipient);
            if (contents.size() < ACKNOWLEDGEMENTS_MAX || contents.containsKey(told)) {
                contents.put(told, content(row));
                unnoted.add(new Acknowledgement(told.key(), recipient, content(row)));
            }
        }

        private Recipient of(OutputRow row, String recipient) {
            return new Recipient(Objects.requireNonNull(keys.get(row), "a row of another step"), recipient);
        }

        /** Other columns make nothing else of a row that never changes. */
        private String content(OutputRow row) {
            if (!table.rowsChange()) {
                return Long.toString(asked);
            }
            return asked + " " + (row.isGone() ? "gone" : Sha256.of(new String(OutputRowJson.row(table, row), UTF_8)));
        }
    }
}
