package datalab.process.publish;

import datalab.lab.event.Event;
import datalab.lab.event.Offsets;
import datalab.lab.stream.EventStream;
import datalab.lab.view.RowKey;
import datalab.lab.view.ViewFold;
import datalab.store.archive.Scan;
import datalab.store.output.OutputFenced;
import datalab.store.output.OutputId;
import datalab.store.output.OutputLease;
import datalab.store.output.OutputLedger;
import datalab.store.output.OutputPosition;
import datalab.store.output.OutputRow;
import datalab.store.output.OutputStatus;
import datalab.store.output.OutputStep;
import datalab.store.output.OutputTable;
import datalab.store.output.OutputTarget;
import datalab.store.output.OutputWriter;
import datalab.store.output.RefusedRow;
import datalab.store.result.BoundedRows;
import datalab.store.view.ViewQuery;
import datalab.store.view.ViewRow;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A real ledger and a real target as one publisher sees them, with something around each of its calls: others may act
 * meanwhile, it may be killed before or after, and a rule may be left out on purpose. Owned by one thread.
 */
final class BrokenOutputs {

    /** Rules that can be left out. */
    enum Plant {
        NONE,
        /** A writer that was fenced opens again and writes what it has. */
        NO_FENCE,
        /** The right to write is taken after the rows are read. */
        OPEN_AFTER_READ,
        /** What events have touched counts as written before it is. */
        PUBLISHED_BEFORE_WRITTEN,
        /** Keys that the target may have are not noted. */
        KEYS_NOT_NOTED,
        /** A whole run writes the rows that are there and does not delete others. */
        WHOLE_RUN_DELETES_NOTHING
    }

    /** The publisher is killed. */
    static final class Killed extends RuntimeException {}

    private final OutputLedger ledger;
    private final OutputTarget target;
    private final Plant plant;
    private final Runnable around;

    BrokenOutputs(OutputLedger ledger, OutputTarget target, Plant plant, Runnable around) {
        this.ledger = ledger;
        this.target = target;
        this.plant = plant;
        this.around = around;
    }

    OutputLedger ledger() {
        return new BrokenLedger();
    }

    OutputTarget target() {
        return new BrokenTarget();
    }

    private final class BrokenLedger implements OutputLedger {
        @Override
        public OutputLease take(OutputId output) {
            around.run();
            OutputLease lease = ledger.take(output);
            around.run();
            return lease;
        }

        @Override
        public <T> T look(OutputLease lease, Function<OutputPosition, T> looking) {
            around.run();
            return ledger.look(lease, looking);
        }

        @Override
        public <T> T step(OutputLease lease, Function<OutputStep, T> reading) {
            around.run();
            T read = ledger.step(lease, step -> reading.apply(new BrokenStep(step, plant)));
            around.run();
            return read;
        }

        @Override
        public void written(OutputLease lease, Offsets until, Collection<String> taken, Map<String, String> refused) {
            around.run();
            ledger.written(lease, until, taken, refused);
            around.run();
        }

        @Override
        public void complete(OutputLease lease, String state, long asked) {
            around.run();
            ledger.complete(lease, state, asked);
        }

        @Override
        public void alarm(OutputId output, @Nullable String message) {
            ledger.alarm(output, message);
        }

        @Override
        public boolean askAgain(OutputId output) {
            return ledger.askAgain(output);
        }

        @Override
        public List<OutputStatus> statuses(String lab) {
            return ledger.statuses(lab);
        }
    }

    private record BrokenStep(OutputStep step, Plant plant) implements OutputStep {
        @Override
        public Offsets published() {
            return step.published();
        }

        @Override
        public @Nullable String complete() {
            return step.complete();
        }

        @Override
        public long asked() {
            return step.asked();
        }

        @Override
        public Offsets progress(EventStream stream) {
            Offsets progress = step.progress(stream);
            if (plant == Plant.PUBLISHED_BEFORE_WRITTEN) {
                step.moveTo(progress);
            }
            return progress;
        }

        @Override
        public Optional<String> generation(ViewFold fold) {
            return step.generation(fold);
        }

        @Override
        public long version() {
            return step.version();
        }

        @Override
        public List<Event> scan(Scan scan) {
            return step.scan(scan);
        }

        @Override
        public List<ViewRow> rows(ViewFold fold, Collection<RowKey> keys) {
            return step.rows(fold, keys);
        }

        @Override
        public BoundedRows<ViewRow> page(ViewQuery query) {
            return step.page(query.withLimit(2));
        }

        @Override
        public void note(Collection<String> keys) {
            if (plant != Plant.KEYS_NOT_NOTED) {
                step.note(keys);
            }
        }

        @Override
        public void deleted(Collection<String> keys) {
            step.deleted(keys);
        }

        @Override
        public List<String> notedBefore(long version, @Nullable String after, int limit) {
            return plant == Plant.WHOLE_RUN_DELETES_NOTHING ? List.of() : step.notedBefore(version, after, 2);
        }

        @Override
        public void moveTo(Offsets offsets) {
            step.moveTo(offsets);
        }
    }

    private final class BrokenTarget implements OutputTarget {
        @Override
        public void prepare(OutputTable table) {
            around.run(); // the walk has made the table
        }

        @Override
        public OutputWriter open(OutputTable table) {
            around.run();
            return new BrokenWriter(table, plant == Plant.OPEN_AFTER_READ ? null : target.open(table));
        }

        @Override
        public void check() {
            target.check();
        }

        @Override
        public void close() {
            // The walk's.
        }
    }

    private final class BrokenWriter implements OutputWriter {
        private final OutputTable table;
        private @Nullable OutputWriter writer;

        BrokenWriter(OutputTable table, @Nullable OutputWriter writer) {
            this.table = table;
            this.writer = writer;
        }

        @Override
        public List<RefusedRow> write(long version, List<OutputRow> rows) {
            around.run();
            List<RefusedRow> refused = written(version, rows);
            around.run();
            return refused;
        }

        private List<RefusedRow> written(long version, List<OutputRow> rows) {
            OutputWriter open = writer;
            if (open == null) {
                open = target.open(table);
                writer = open;
            }
            try {
                return open.write(version, rows);
            } catch (OutputFenced e) {
                if (plant != Plant.NO_FENCE) {
                    throw e;
                }
                open.close();
                writer = target.open(table);
                return writer.write(version, rows);
            }
        }

        @Override
        public void close() {
            if (writer != null) {
                writer.close();
            }
        }
    }
}
