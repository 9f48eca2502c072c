package datalab.process.publish;

import datalab.lab.event.Event;
import datalab.lab.event.Offsets;
import datalab.lab.output.OutputColumn;
import datalab.lab.stream.EventStream;
import datalab.store.archive.Scan;
import datalab.store.output.OutputPosition;
import datalab.store.output.OutputRow;
import datalab.store.output.OutputStep;
import datalab.store.output.OutputTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The events of a stream: the first of each unique value stays as it is, so no row ever changes. */
final class PublishedStream implements PublishedRows {
    private static final int TIME = -1;

    private final EventStream stream;
    private final Scan scan;
    private final List<OutputColumn> columns;
    /** In the stream's order, so that a row has the same key however the columns are ordered. */
    private final List<OutputColumn> keys;

    PublishedStream(EventStream stream, OutputTable table) {
        this.stream = stream;
        this.columns = table.columns();
        this.keys = table.keys().stream()
                .sorted(Comparator.comparing(column -> stream.indexOf(column.source())))
                .toList();
        List<Integer> all = IntStream.range(0, stream.fields().size()).boxed().toList();
        this.scan = new Scan(stream, all, 0, 0, 0, 1);
    }

    @Override
    public EventStream stream() {
        return stream;
    }

    @Override
    public boolean mayGo() {
        return false;
    }

    @Override
    public Optional<String> state(OutputPosition position) {
        return Optional.of("events");
    }

    /** A whole run goes through all events again. */
    @Override
    public Offsets restart(OutputStep step, Offsets progress) {
        return Offsets.of(progress.byPartition().keySet(), partition -> partition, partition -> 0);
    }

    @Override
    public Changes touched(OutputStep step, Offsets from, Offsets progress) {
        Changes changes = new Changes();
        changes.reach(NewEvents.read(step, scan, EVENTS_MAX, from, progress, event -> {
            List<@Nullable Object> row = new ArrayList<>(columns.size());
            columns.forEach(column -> row.add(value(event, column)));
            List<@Nullable Object> key = new ArrayList<>(keys.size());
            keys.forEach(column -> key.add(value(event, column)));
            changes.add(KeyText.of(key), new OutputRow(row, false));
        }));
        return changes;
    }

    @Override
    public Changes page(OutputStep step, Offsets from, Offsets progress) {
        return new Changes();
    }

    @Override
    public boolean isPaged() {
        return true;
    }

    @Override
    public Changes named(OutputStep step, List<String> keys) {
        return new Changes();
    }

    private @Nullable Object value(Event event, OutputColumn column) {
        int index = column.source().equals(stream.time()) ? TIME : stream.indexOf(column.source());
        return index == TIME ? event.time() : event.value(index);
    }
}
