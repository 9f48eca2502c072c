package datalab.process.publish;

import datalab.lab.event.Offsets;
import datalab.lab.expression.Column;
import datalab.lab.output.OutputColumn;
import datalab.lab.output.OutputColumns;
import datalab.lab.stream.EventStream;
import datalab.lab.view.Partial;
import datalab.lab.view.RowKey;
import datalab.lab.view.ViewFold;
import datalab.lab.view.Windows;
import datalab.store.archive.Scan;
import datalab.store.output.OutputKey;
import datalab.store.output.OutputPosition;
import datalab.store.output.OutputRow;
import datalab.store.output.OutputStep;
import datalab.store.output.OutputTable;
import datalab.store.output.OutputWriter;
import datalab.store.view.ViewQuery;
import datalab.store.view.ViewRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rows of a view. */
final class PublishedView implements PublishedRows {
    private final ViewFold fold;
    private final Scan scan;
    private final RowValues values;
    private final List<Column.Type> keyTypes;
    private @Nullable RowKey last;
    private boolean isPaged;

    PublishedView(ViewFold fold, OutputTable table) {
        this.fold = fold;
        this.scan = Scan.of(fold, 0, 0, 0, 1);
        this.values = new RowValues(fold, table);
        this.keyTypes = OutputColumns.all(fold).stream()
                .filter(OutputColumn::isKey)
                .map(OutputColumn::type)
                .toList();
    }

    @Override
    public EventStream stream() {
        return fold.stream();
    }

    @Override
    public boolean mayGo() {
        return true;
    }

    @Override
    public Optional<String> state(OutputPosition position) {
        return position.generation(fold);
    }

    /** Pages show what all events before have come to. */
    @Override
    public Offsets restart(OutputStep step, Offsets progress) {
        last = null;
        isPaged = false;
        return progress;
    }

    @Override
    public Changes touched(OutputStep step, Offsets from, Offsets progress) {
        Changes changes = new Changes();
        Set<RowKey> keys = new LinkedHashSet<>();
        changes.reach(NewEvents.read(step, scan, EVENTS_MAX, from, progress, event -> {
            if (fold.takes(event)) {
                keys.add(fold.key(event));
            }
        }));
        add(changes, step, List.copyOf(keys));
        return changes;
    }

    @Override
    public Changes page(OutputStep step, Offsets from, Offsets progress) {
        ViewQuery query = new ViewQuery(fold, null, null, Map.of(), false, last, PAGE_ROWS);
        List<ViewRow> rows = step.page(query).rows();
        Changes changes = new Changes();
        rows.forEach(row -> add(changes, row, null));
        last = rows.isEmpty() ? null : rows.getLast().key();
        isPaged = rows.isEmpty();
        return changes;
    }

    @Override
    public boolean isPaged() {
        return isPaged;
    }

    @Override
    public @Nullable Instant ended(OutputPosition position) {
        Windows every = fold.view().every();
        return every == null
                ? null
                : position.horizon(fold.view())
                        .map(horizon -> horizon.minus(every.endedBefore()))
                        .orElse(null);
    }

    @Override
    public Changes named(OutputStep step, List<String> keys) {
        Changes changes = new Changes();
        add(changes, step, keys.stream().map(this::key).toList());
        return changes;
    }

    private void add(Changes changes, OutputStep step, List<RowKey> keys) {
        for (int from = 0; from < keys.size(); from += OutputWriter.ROWS_MAX) {
            List<RowKey> some = keys.subList(from, Math.min(keys.size(), from + OutputWriter.ROWS_MAX));
            Set<RowKey> gone = new LinkedHashSet<>(some);
            for (ViewRow row : step.rows(fold, some)) {
                gone.remove(row.key());
                add(changes, row, null);
            }
            gone.forEach(key -> changes.add(outputKey(key), new OutputRow(values.of(key, null, null), true)));
        }
    }

    /** @param total what all rows up to and with this one come to; null where no column shows it */
    void add(Changes changes, ViewRow row, @Nullable Partial total) {
        changes.add(outputKey(row.key()), new OutputRow(values.of(row.key(), row.partial(), total), false));
    }

    private OutputKey outputKey(RowKey key) {
        List<@Nullable Object> all = new ArrayList<>(key.group());
        if (fold.view().every() != null) {
            all.add(key.windowStart());
        }
        return new OutputKey(KeyText.of(all), key.windowStart());
    }

    private RowKey key(String text) {
        List<@Nullable Object> all = KeyText.read(text, keyTypes);
        return fold.view().every() == null
                ? new RowKey(all, null)
                : new RowKey(all.subList(0, all.size() - 1), (Instant) all.getLast());
    }
}
