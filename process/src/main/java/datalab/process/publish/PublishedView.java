package datalab.process.publish;

import datalab.lab.event.Offsets;
import datalab.lab.expression.Column;
import datalab.lab.output.OutputColumn;
import datalab.lab.output.OutputColumns;
import datalab.lab.stream.EventStream;
import datalab.lab.view.RowKey;
import datalab.lab.view.ViewFold;
import datalab.store.archive.Scan;
import datalab.store.output.OutputPosition;
import datalab.store.output.OutputRow;
import datalab.store.output.OutputStep;
import datalab.store.output.OutputTable;
import datalab.store.output.OutputWriter;
import datalab.store.view.ViewQuery;
import datalab.store.view.ViewRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
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
    private final int[] sources;
    private final int width;
    private final List<Column.Type> keyTypes;

    PublishedView(ViewFold fold, OutputTable table) {
        this.fold = fold;
        this.scan = Scan.of(fold, 0, 0, 0, 1);
        List<OutputColumn> all = OutputColumns.all(fold);
        List<String> names = all.stream().map(OutputColumn::source).toList();
        this.keyTypes =
                all.stream().filter(OutputColumn::isKey).map(OutputColumn::type).toList();
        this.width = names.size();
        this.sources = table.columns().stream()
                .map(OutputColumn::source)
                .mapToInt(names::indexOf)
                .toArray();
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
    public Offsets beginning(Offsets progress) {
        return progress;
    }

    @Override
    public Changes touched(OutputStep step, Offsets from, Offsets progress) {
        Changes changes = new Changes();
        Set<RowKey> keys = new LinkedHashSet<>();
        PublishedRows.each(step, scan, from, progress, changes, event -> {
            if (fold.takes(event)) {
                keys.add(fold.key(event));
            }
        });
        add(changes, step, List.copyOf(keys));
        return changes;
    }

    @Override
    public Changes page(OutputStep step, @Nullable Changes last) {
        RowKey after = last == null ? null : key(last.keys().getLast());
        ViewQuery query = new ViewQuery(fold, null, null, Map.of(), false, after, PAGE_ROWS);
        Changes changes = new Changes();
        step.page(query).rows().forEach(row -> changes.add(text(row.key()), row(row)));
        return changes;
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
                changes.add(text(row.key()), row(row));
            }
            gone.forEach(key -> changes.add(text(key), new OutputRow(shown(key, List.of()), true)));
        }
    }

    private OutputRow row(ViewRow row) {
        return new OutputRow(shown(row.key(), fold.present(row.partial())), false);
    }

    /** A value for each column of the table. */
    private List<@Nullable Object> shown(RowKey key, Collection<@Nullable Object> columns) {
        List<@Nullable Object> all = new ArrayList<>(values(key));
        all.addAll(columns);
        all.addAll(Collections.nCopies(width - all.size(), null));
        List<@Nullable Object> shown = new ArrayList<>(sources.length);
        for (int source : sources) {
            shown.add(all.get(source));
        }
        return shown;
    }

    private List<@Nullable Object> values(RowKey key) {
        List<@Nullable Object> values = new ArrayList<>(key.group());
        if (fold.view().every() != null) {
            values.add(key.windowStart());
        }
        return values;
    }

    private String text(RowKey key) {
        return KeyText.of(values(key));
    }

    private RowKey key(String text) {
        List<@Nullable Object> values = KeyText.read(text, keyTypes);
        return fold.view().every() == null
                ? new RowKey(values, null)
                : new RowKey(values.subList(0, values.size() - 1), (Instant) values.getLast());
    }
}
