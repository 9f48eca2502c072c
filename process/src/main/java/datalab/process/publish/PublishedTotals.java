package datalab.process.publish;

import datalab.lab.event.Event;
import datalab.lab.event.Offsets;
import datalab.lab.output.OutputColumns;
import datalab.lab.stream.EventStream;
import datalab.lab.view.ViewFold;
import datalab.process.publish.RunningTotals.Limits;
import datalab.store.archive.Scan;
import datalab.store.output.OutputPosition;
import datalab.store.output.OutputStep;
import datalab.store.output.OutputTable;
import datalab.store.result.BoundedRows;
import datalab.store.view.ViewQuery;
import datalab.store.view.ViewRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a view of windows with running totals: an event changes all rows after it. Rows are handed out only where all
 * events of the step's snapshot are in the totals, so that none shows what the view never had.
 */
final class PublishedTotals implements PublishedRows {
    private final ViewFold fold;
    private final PublishedView view;
    private final RunningTotals totals;
    private final Limits limits;
    private final Scan scan;
    /** What the totals are of; null before anything was read. */
    private @Nullable String generation;

    PublishedTotals(ViewFold fold, OutputTable table) {
        this(fold, table, new RunningTotals(fold, Limits.USUAL) {}, Limits.USUAL);
    }

    PublishedTotals(ViewFold fold, OutputTable table, RunningTotals totals, Limits limits) {
        this.fold = fold;
        this.view = new PublishedView(fold, table);
        this.totals = totals;
        this.limits = limits;
        this.scan = Scan.of(fold, 0, 0, 0, 1);
    }

    /** Whether some column of a table has them. */
    static boolean areShown(OutputTable table) {
        return table.columns().stream()
                .anyMatch(column -> OutputColumns.runningOf(column.source()).isPresent());
    }

    @Override
    public EventStream stream() {
        return view.stream();
    }

    @Override
    public boolean mayGo() {
        return true;
    }

    @Override
    public Optional<String> state(OutputPosition position) {
        return view.state(position);
    }

    @Override
    public void begin() {
        generation = null;
        totals.restart(Offsets.NONE, null);
    }

    @Override
    public Offsets restart(OutputStep step, Offsets progress) {
        restart(step, progress, RunningTotals.BEGINNING);
        return progress;
    }

    @Override
    public Changes touched(OutputStep step, Offsets from, Offsets progress) {
        if (generation == null) {
            restart(step, from, step.stale());
        } else if (!totals.isAt(from) || !step.generation(fold).equals(Optional.of(generation))) {
            restart(step, from, RunningTotals.BEGINNING);
        }
        Changes changes = new Changes();
        List<Event> events = new ArrayList<>();
        changes.reach(NewEvents.read(step, scan, limits.events(), from, progress, event -> {
            if (fold.takes(event)) {
                events.add(event);
            }
        }));
        Offsets until = from.merge(changes.until());
        totals.add(events, until);
        Instant next = totals.next();
        if (next != null && until.covers(progress)) {
            page(step, next, changes);
        }
        return changes;
    }

    @Override
    public Changes page(OutputStep step, Offsets from, Offsets progress) {
        return touched(step, from, progress);
    }

    @Override
    public boolean isPaged() {
        return totals.isRead();
    }

    @Override
    public boolean isPending() {
        return totals.isPending();
    }

    @Override
    public @Nullable Instant stale() {
        return totals.stale();
    }

    @Override
    public @Nullable Instant ended(OutputPosition position) {
        return view.ended(position);
    }

    /** Those that are gone; what is there comes with its total, in the pass. */
    @Override
    public Changes named(OutputStep step, List<String> keys) {
        return view.named(step, keys).gone();
    }

    private void restart(OutputStep step, Offsets from, @Nullable Instant stale) {
        generation = step.generation(fold).orElse(null);
        totals.restart(from, stale);
    }

    private void page(OutputStep step, Instant next, Changes changes) {
        Instant from = next.equals(RunningTotals.BEGINNING) ? null : next;
        ViewQuery query = new ViewQuery(fold, from, null, Map.of(), false, null, limits.pageRows());
        BoundedRows<ViewRow> page = step.page(query);
        boolean isLast = page.rows().size() < limits.pageRows() && !page.isCut();
        totals.page(page.rows(), isLast, (row, total) -> view.add(changes, row, total));
    }
}
