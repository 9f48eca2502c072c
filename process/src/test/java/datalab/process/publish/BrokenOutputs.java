package datalab.process.publish;

import datalab.lab.event.Event;
import datalab.lab.event.Offsets;
import datalab.lab.stream.EventStream;
import datalab.lab.view.RowKey;
import datalab.lab.view.View;
import datalab.lab.view.ViewFold;
import datalab.process.publish.RunningTotals.Limits;
import datalab.process.publish.walked.WalkedTarget;
import datalab.store.archive.Scan;
import datalab.store.output.Acknowledgement;
import datalab.store.output.OutputId;
import datalab.store.output.OutputKey;
import datalab.store.output.OutputLease;
import datalab.store.output.OutputLeaseLost;
import datalab.store.output.OutputLedger;
import datalab.store.output.OutputPosition;
import datalab.store.output.OutputStatus;
import datalab.store.output.OutputStep;
import datalab.store.output.OutputTable;
import datalab.store.output.OutputTarget;
import datalab.store.result.BoundedRows;
import datalab.store.view.ViewQuery;
import datalab.store.view.ViewRow;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
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
        WHOLE_RUN_DELETES_NOTHING,
        /** The version is raised in a transaction before the one that reads. */
        VERSION_APART,
        /** The version is raised in a transaction after the one that reads. */
        VERSION_AFTER_READ,
        /** A step does not wait for the disk before its rows are written. */
        WRITE_BEFORE_DURABLE,
        /** The last write wins, regardless of its version. */
        NO_CONDITIONAL_WRITE,
        /** The target forgets what was deleted. */
        DELETE_WITHOUT_TOMBSTONE,
        /** A target that keeps nobody out is not written whole once no late write can come any more. */
        NO_REFRESH,
        /** The first window whose total an event changes is not noted. */
        MARK_NOT_NOTED,
        /** A page of totals counts as written before it is. */
        MARK_BEFORE_WRITTEN,
        /** An event below the pass that is under way leads to no other pass. */
        AGAIN_FORGOTTEN,
        /** Events are not added to the sums of rows that were read before. */
        EVENTS_NOT_SUMMED,
        /** Sums of one generation are used for the rows of another. */
        SUMS_OVER_GENERATIONS,
        /** Events are added again where the ledger has lost how far the output was. */
        SUMMED_AGAIN_AFTER_CRASH,
        /** Totals are written before all events of the rows are in them. */
        WRITE_WHILE_BEHIND,
        /** A process that was taken over from may note how far the output is. */
        TOKEN_UNCHECKED;

        /** Whether it is one of running totals. */
        boolean isOfTotals() {
            return compareTo(NO_REFRESH) > 0;
        }
    }

    /** The publisher is killed. */
    static final class Killed extends RuntimeException {}

    /** What may happen while a publisher is at it. */
    @FunctionalInterface
    interface Surroundings {

        /** Others act, or the publisher is killed, which throws. */
        void happen();

        /** A crash of the ledger's server takes nothing of before any more. */
        default void durable() {}

        /** How many rows of a batch are written before the rest. */
        default int cut(int rows) {
            return 0;
        }

        /** Whether a write gets no answer, so that it may come at any time. */
        default boolean isUnanswered() {
            return false;
        }

        /** A write that comes later, or never. */
        default void fly(Runnable write) {}

        /** Rises with everything that happens. */
        default long ticks() {
            return 0;
        }
    }

    static final Limits LIMITS = new Limits(3, 3, 2, 4);

    private final OutputLedger ledger;
    private final WalkedTarget walked;
    private final Plant plant;
    private final Random random;
    private final Surroundings around;
    private @Nullable PublishedRows rows;
    /** With which the step's rows are written instead of its own. */
    private @Nullable Long version;

    BrokenOutputs(OutputLedger ledger, WalkedTarget walked, Plant plant, Random random, Surroundings around) {
        this.ledger = ledger;
        this.walked = walked;
        this.plant = plant;
        this.random = random;
        this.around = around;
    }

    /** In small pages, and few sums: of totals where the table shows them. */
    PublishedRows rows(ViewFold fold, OutputTable table) {
        PublishedRows made = PublishedTotals.areShown(table)
                ? new PublishedTotals(fold, table, new BrokenTotals(fold), LIMITS)
                : new PublishedView(fold, table);
        rows = made;
        return made;
    }

    OutputLedger ledger() {
        return new BrokenLedger();
    }

    OutputTarget target() {
        return new BrokenTarget(walked, plant, random, around, () -> version);
    }

    private final class BrokenLedger implements OutputLedger {
        @Override
        public OutputLease take(OutputId output) {
            around.happen();
            OutputLease lease = ledger.take(output);
            around.durable();
            around.happen();
            return lease;
        }

        @Override
        public void follow(OutputId output, EventStream stream) {
            ledger.follow(output, stream);
        }

        @Override
        public <T> T look(OutputLease lease, Function<OutputPosition, T> looking) {
            around.happen();
            return ledger.look(lease, looking);
        }

        @Override
        public <T> T step(OutputLease lease, Function<OutputStep, T> reading) {
            around.happen();
            if (plant == Plant.VERSION_APART) {
                version = ledger.step(lease, OutputStep::version);
                around.happen();
            }
            PublishedRows published = Objects.requireNonNull(rows);
            AtomicReference<Offsets> progress = new AtomicReference<>(Offsets.NONE);
            T read = ledger.step(plant == Plant.VERSION_APART ? newest(lease) : lease, step -> {
                progress.set(step.progress(published.stream()));
                return reading.apply(new BrokenStep(step, plant, random));
            });
            if (plant != Plant.WRITE_BEFORE_DURABLE) {
                around.durable();
            }
            if (plant == Plant.MARK_BEFORE_WRITTEN) {
                ledger.written(lease, Offsets.NONE, stale(), List.of(), Map.of());
            } else if (plant == Plant.PUBLISHED_BEFORE_WRITTEN) {
                ledger.written(lease, Objects.requireNonNull(progress.get()), stale(), List.of(), Map.of());
            }
            around.happen();
            if (plant == Plant.VERSION_AFTER_READ) {
                version = ledger.step(newest(lease), OutputStep::version);
            }
            return read;
        }

        @Override
        public void acknowledged(OutputLease lease, Collection<Acknowledgement> acknowledged) {
            ledger.acknowledged(lease, acknowledged);
        }

        /** Now and then a crash of the ledger's server takes it back, and nobody notices. */
        @Override
        public void written(
                OutputLease lease,
                Offsets until,
                @Nullable Instant stale,
                Collection<String> taken,
                Map<String, String> refused) {
            around.happen();
            if (random.nextInt(20) > 0) {
                Instant noted = plant == Plant.MARK_NOT_NOTED ? null : stale;
                ledger.written(plant == Plant.TOKEN_UNCHECKED ? newest(lease) : lease, until, noted, taken, refused);
            }
            around.happen();
        }

        /** The one that counts. */
        private OutputLease newest(OutputLease lease) {
            try {
                return ledger.look(lease, held -> lease);
            } catch (OutputLeaseLost lost) {
                return newest(new OutputLease(lease.output(), lease.token() + 1));
            }
        }

        private @Nullable Instant stale() {
            return Objects.requireNonNull(rows).stale();
        }

        @Override
        public void complete(OutputLease lease, String state, long asked, Duration lateMax) {
            around.happen();
            ledger.complete(lease, state, asked, lateMax);
        }

        @Override
        public void ended(OutputLease lease, Collection<String> keys, Duration lateMax) {
            around.happen();
            if (random.nextInt(20) > 0) {
                ledger.ended(lease, keys, lateMax);
            }
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

    private record BrokenStep(OutputStep step, Plant plant, Random random) implements OutputStep {
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
            if (plant == Plant.WRITE_WHILE_BEHIND && random.nextBoolean()) {
                return progress.with(0, Math.max(0, progress.of(0) - 1));
            }
            return progress;
        }

        @Override
        public List<Acknowledgement> acknowledged() {
            return step.acknowledged();
        }

        @Override
        public @Nullable Instant stale() {
            return step.stale();
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
            return step.page(query.withLimit(LIMITS.pageRows()));
        }

        @Override
        public Optional<Instant> horizon(View view) {
            return step.horizon(view);
        }

        @Override
        public List<OutputKey> notedUntil(Instant window, @Nullable OutputKey after, int limit) {
            return step.notedUntil(window, after, 2);
        }

        @Override
        public void note(Collection<OutputKey> keys) {
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

    private final class BrokenTotals extends RunningTotals {
        BrokenTotals(ViewFold fold) {
            super(fold, LIMITS);
        }

        @Override
        void forget() {
            if (plant != Plant.SUMS_OVER_GENERATIONS) {
                super.forget();
            }
        }

        @Override
        boolean isAt(Offsets offsets) {
            return plant == Plant.SUMMED_AGAIN_AFTER_CRASH || super.isAt(offsets);
        }

        @Override
        void touch(Instant window) {
            Instant pass = next();
            if (plant != Plant.AGAIN_FORGOTTEN || pass == null || !window.isBefore(pass)) {
                super.touch(window);
            }
        }

        @Override
        void sum(Event event) {
            if (plant != Plant.EVENTS_NOT_SUMMED) {
                super.sum(event);
            }
        }
    }
}
