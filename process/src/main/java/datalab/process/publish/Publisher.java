package datalab.process.publish;

import datalab.lab.event.Offsets;
import datalab.store.output.OutputId;
import datalab.store.output.OutputLease;
import datalab.store.output.OutputLedger;
import datalab.store.output.OutputPosition;
import datalab.store.output.OutputRow;
import datalab.store.output.OutputStep;
import datalab.store.output.OutputTable;
import datalab.store.output.OutputTarget;
import datalab.store.output.OutputWriter;
import datalab.store.output.RefusedRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one table equal to a view or a stream, in steps: one transaction of the ledger raises the output's version and reads the
 * rows that events have touched since the last step; then they are written with that version. Where another state of the view is
 * served, or somebody has asked, all rows are written again, and those that are gone deleted, in pages between such steps.
 *
 * <p>Owned by one thread; any number of processes may be at it. {@link #begin} first, and again after any exception: only what
 * ledger and target say counts.
 */
final class Publisher implements EventFollower {
    private static final String TOLD = "told";

    private final OutputId output;
    private final OutputTable table;
    private final PublishedRows rows;
    private final OutputTarget target;
    private final OutputLedger ledger;
    private final Semaphore turns;
    private final String columns;
    private final boolean isTold;
    private final EndedRows ended;
    private final ToldRows told;

    private @Nullable OutputLease lease;
    private @Nullable OutputWriter writer;
    private @Nullable WholeRun whole;
    private boolean paged;
    private boolean isEnding;
    private volatile long behind;

    /** @param turns a permit for each transaction of the ledger that may be under way at a time */
    Publisher(
            OutputId output,
            OutputTable table,
            PublishedRows rows,
            OutputTarget target,
            OutputLedger ledger,
            Semaphore turns) {
        this.output = output;
        this.table = table;
        this.rows = rows;
        this.target = target;
        this.ledger = ledger;
        this.turns = turns;
        this.ended = new EndedRows(rows);
        this.isTold = target.isTold(table);
        this.told = new ToldRows(table, ledger);
        this.columns = Integer.toHexString(table.columns().toString().hashCode());
    }

    /** Writing all rows of a state, and after them deleting those that are gone. */
    private static final class WholeRun {
        private final String state;
        private final long asked;
        private final long version;
        private final Offsets reach;
        private @Nullable String noted;
        private boolean isSwept;

        /**
         * @param version its first: what was noted before and not since is not in the state
         * @param reach what events had come to when it began
         */
        WholeRun(String state, long asked, long version, Offsets reach) {
            this.state = state;
            this.asked = asked;
            this.version = version;
            this.reach = reach;
        }
    }

    /** The target's right to write comes before any version is raised that is then written. */
    @Override
    public void begin() {
        close();
        if (isTold) {
            ledger.follow(output, rows.stream()); // where it is not known any more, as after a restored backup
        }
        OutputLease held = ledger.take(output);
        rows.begin();
        ended.begin();
        if (isTold) {
            told.begin(held);
        }
        ledger.look(held, this::isDue); // the lag is known also while the target is away
        target.prepare(table);
        writer = target.open(table);
        lease = held;
    }

    boolean isBegun() {
        return writer != null;
    }

    @Override
    public long behind() {
        return behind;
    }

    /** Answers how many rows were written; -1 where there was nothing to do. */
    @Override
    public int step() throws InterruptedException {
        OutputLease held = Objects.requireNonNull(lease, "begin first");
        if (!ledger.look(held, this::isDue)) {
            told.clear();
            return -1;
        }
        Written step = read(held);
        Map<String, String> refused = write(held, step);
        Set<String> taken = new HashSet<>(step.changes.keys());
        taken.removeAll(refused.keySet());
        ledger.written(held, step.changes.until(), rows.stale(), taken, refused);
        told.written(taken, refused.keySet());
        if (isEnding) {
            taken.retainAll(step.changes.goneKeys());
            ledger.ended(held, taken, target.lateMax());
        }
        behind = step.progress.lagOf(step.published.merge(step.changes.until()));
        endWholeRun(held, step.published.merge(step.changes.until()));
        return step.changes.rows().size();
    }

    private Written read(OutputLease held) throws InterruptedException {
        turns.acquire();
        try {
            return ledger.step(held, this::read);
        } finally {
            turns.release();
        }
    }

    /** A step that is to be written. */
    private record Written(long version, long asked, Offsets published, Offsets progress, Changes changes) {}

    private boolean isDue(OutputPosition position) {
        String state = state(position);
        behind = position.progress(rows.stream()).lagOf(position.published());
        return state != null
                && (whole != null
                        || behind > 0
                        || rows.isPending()
                        || !state.equals(position.complete())
                        || isEndedDue(position));
    }

    private boolean isEndedDue(OutputPosition position) {
        return !isTold && ended.isDue(position);
    }

    /** What is told is of no other state than the one before, unless that is not known. */
    private @Nullable String state(OutputPosition position) {
        return rows.state(position)
                .map(state -> isTold ? Objects.requireNonNullElse(position.complete(), TOLD) : state + " " + columns)
                .orElse(null);
    }

    private Written read(OutputStep step) {
        String state = state(step);
        Offsets progress = step.progress(rows.stream());
        Offsets published = step.published();
        if (state == null) {
            return new Written(step.version(), step.asked(), published, progress, new Changes());
        }
        if (whole == null && !state.equals(step.complete())) {
            whole = new WholeRun(state, step.asked(), step.version(), progress);
            published = rows.restart(step, progress);
            step.moveTo(published);
        }
        Changes changes = changes(step, published, progress);
        if (rows.mayGo() && !isTold) {
            step.note(changes.there());
            step.deleted(changes.goneKeys());
        }
        return new Written(step.version(), step.asked(), published, progress, changes);
    }

    /** By turns what events have touched and the next page of a whole run, or of ended rows, so that none waits for others. */
    private Changes changes(OutputStep step, Offsets published, Offsets progress) {
        WholeRun run = whole;
        boolean isBehind = progress.lagOf(published) > 0;
        isEnding = run == null && !(isBehind && isEnding) && isEndedDue(step);
        if (isEnding) {
            return ended.next(step);
        }
        paged = run != null && !(rows.isPaged() && run.isSwept) && !(isBehind && paged);
        if (run == null || !paged) {
            return rows.touched(step, published, progress);
        }
        if (!rows.isPaged()) {
            return rows.page(step, published, progress);
        }
        List<String> noted = step.notedBefore(run.version, run.noted, PublishedRows.PAGE_ROWS);
        run.isSwept = noted.isEmpty();
        run.noted = noted.isEmpty() ? null : noted.getLast();
        return rows.named(step, noted);
    }

    /** Answers why rows are refused, by their keys. */
    private Map<String, String> write(OutputLease held, Written step) {
        OutputWriter open = Objects.requireNonNull(writer, "begin first");
        List<RefusedRow> rejected = isTold
                ? told.tell(held, open, step.version, step.changes, step.asked)
                : write(open, step.version, step.changes.rows());
        Map<String, String> refused = new HashMap<>();
        if (!rejected.isEmpty()) {
            Map<OutputRow, String> keys = step.changes.keysByRow();
            rejected.forEach(row -> refused.put(keys.get(row.row()), row.reason()));
        }
        return refused;
    }

    private static List<RefusedRow> write(OutputWriter writer, long version, List<OutputRow> all) {
        List<RefusedRow> refused = new ArrayList<>();
        for (int from = 0; from < all.size(); from += OutputWriter.ROWS_MAX) {
            int to = Math.min(all.size(), from + OutputWriter.ROWS_MAX);
            refused.addAll(writer.write(version, all.subList(from, to)));
        }
        return refused;
    }

    private void endWholeRun(OutputLease held, Offsets published) {
        WholeRun run = whole;
        if (run != null && rows.isPaged() && run.isSwept && published.covers(run.reach)) {
            ledger.complete(held, run.state, run.asked, target.lateMax());
            whole = null;
        }
    }

    @Override
    public void close() {
        OutputWriter open = writer;
        lease = null;
        writer = null;
        whole = null;
        if (open != null) {
            open.close();
        }
    }
}
