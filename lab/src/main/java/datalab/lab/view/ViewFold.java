package datalab.lab.view;

import datalab.lab.aggregate.fold.Component;
import datalab.lab.aggregate.fold.ComponentSql;
import datalab.lab.aggregate.fold.Fold;
import datalab.lab.aggregate.fold.FoldCompiler;
import datalab.lab.aggregate.state.StateReader;
import datalab.lab.aggregate.state.StateWriter;
import datalab.lab.event.Event;
import datalab.lab.expression.Column;
import datalab.lab.expression.Expression;
import datalab.lab.stream.EventStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A view as five pure functions: {@link #key}, {@link #add} (lift and merge in one), {@link #merge}, {@link #empty} and
 * {@link #present}. The speed layer, the batch layer and every test of them run this same code.
 *
 * <p>Thread-safe; the {@link Partial}s it hands out are not.
 */
public final class ViewFold {
    private static final byte FORMAT_VERSION = 1;

    private final View view;
    private final EventStream stream;
    private final List<Integer> fields;
    private final Expression[] by;
    private final @Nullable Windows windows;
    private final Fold<Object>[] folds;
    private final List<Column> columns;
    private final List<Component> components;

    /** Compiles the view; an expression that does not compile is a bug, as the lab has been checked. */
    public ViewFold(View view, EventStream stream) {
        this.view = view;
        this.stream = stream;
        FoldCompiler compiled = new FoldCompiler(stream, view.by());
        this.by = view.by().stream().map(compiled::expression).toArray(Expression[]::new);
        this.windows = view.every();
        this.folds = compiled.compile(view.aggregates());
        this.fields = List.copyOf(compiled.fields());
        this.columns =
                Arrays.stream(folds).flatMap(fold -> fold.columns().stream()).toList();
        this.components =
                Arrays.stream(folds).flatMap(fold -> fold.components().stream()).toList();
    }

    private ViewFold(ViewFold same, View view, Expression[] by) {
        this.view = view;
        this.stream = same.stream;
        this.fields = same.fields;
        this.by = by;
        this.windows = view.every();
        this.folds = same.folds;
        this.columns = same.columns;
        this.components = same.components;
    }

    /**
     * The same folds, of rows with other keys.
     *
     * @param places of its group-by fields among those of this one
     */
    ViewFold keyed(View other, int[] places) {
        return new ViewFold(
                this, other, Arrays.stream(places).mapToObj(place -> by[place]).toArray(Expression[]::new));
    }

    public View view() {
        return view;
    }

    public EventStream stream() {
        return stream;
    }

    /** The indexes of the stream's fields that rows and aggregates are made from, in order; of others no event needs a value. */
    public List<Integer> fields() {
        return fields;
    }

    /** The columns {@link #present} fills, in order, without the group-by fields and the window. */
    public List<Column> columns() {
        return columns;
    }

    /** The plain columns that {@link #componentValues} fills, in order. */
    public List<Component> components() {
        return components;
    }

    /** What SQL shows of it: an expression for each of {@link #columns}, over the components of a row's partials. */
    public List<String> sql(ComponentSql sql) {
        return Arrays.stream(folds).flatMap(fold -> fold.sql(sql).stream()).toList();
    }

    /** Whether it folds an event: whether that is of one of the view's origins. Ask before {@link #key} and {@link #add}. */
    public boolean takes(Event event) {
        return view.origins().contains(event.payload().origin());
    }

    public RowKey key(Event event) {
        @Nullable Object[] group = new @Nullable Object[by.length];
        for (int i = 0; i < group.length; i++) {
            group[i] = by[i].value(event);
        }
        return new RowKey(Arrays.asList(group), windows == null ? null : windows.start(event.time()));
    }

    public Partial empty() {
        Object[] states = new Object[folds.length];
        for (int i = 0; i < states.length; i++) {
            states[i] = folds[i].empty();
        }
        return new Partial(states);
    }

    /** Folds one event into a partial: the same as merging in what the event alone lifts to. */
    public void add(Partial into, Event event) {
        for (int i = 0; i < folds.length; i++) {
            folds[i].add(into.states[i], event);
        }
    }

    /** Merges {@code other} into {@code into}; commutative and associative. {@code other} is not changed. */
    public void merge(Partial into, Partial other) {
        for (int i = 0; i < folds.length; i++) {
            folds[i].merge(into.states[i], other.states[i]);
        }
    }

    /** Whether two partials are of the same events; sketches are compared within their stated error, all else exactly. */
    public boolean agree(Partial one, Partial other) {
        for (int i = 0; i < folds.length; i++) {
            if (!folds[i].agree(one.states[i], other.states[i])) {
                return false;
            }
        }
        return true;
    }

    /** The value of each of {@link #columns}, null where there is none. */
    public List<@Nullable Object> present(Partial partial) {
        List<@Nullable Object> values = new ArrayList<>(columns.size());
        for (int i = 0; i < folds.length; i++) {
            folds[i].present(partial.states[i], values);
        }
        return values;
    }

    /** The value of each of {@link #components}, null where there is none. */
    public List<@Nullable Object> componentValues(Partial partial) {
        List<@Nullable Object> values = new ArrayList<>(components.size());
        for (int i = 0; i < folds.length; i++) {
            folds[i].presentComponents(partial.states[i], values);
        }
        return values;
    }

    /**
     * The partial as bytes that {@link #decode} reads back to an equal one. The first byte is a format version. Where the
     * view has no sketches, and no more different values than {@code top} can tell apart, equal partials have equal bytes,
     * whatever order they were made in.
     */
    public byte[] encode(Partial partial) {
        StateWriter out = new StateWriter();
        out.writeByte(FORMAT_VERSION);
        for (int i = 0; i < folds.length; i++) {
            folds[i].encode(partial.states[i], out);
        }
        return out.toBytes();
    }

    /** Reads what {@link #encode} wrote; anything else is an {@link IllegalStateException}. */
    public Partial decode(byte[] bytes) {
        StateReader in = new StateReader(bytes);
        byte version = in.readByte();
        if (version != FORMAT_VERSION) {
            throw new IllegalStateException("partial of view " + view.lab() + "." + view.name() + " has format "
                    + version + ", expected " + FORMAT_VERSION);
        }
        Object[] states = new Object[folds.length];
        for (int i = 0; i < states.length; i++) {
            states[i] = folds[i].decode(in);
        }
        in.expectEnd();
        return new Partial(states);
    }

    /** The start of the first window that begins at or after a time; of a view with windows. */
    public Instant wholeWindowFrom(Instant time) {
        Windows every = Objects.requireNonNull(windows, "a view with windows");
        Instant start = every.start(time);
        return start.isBefore(time) ? every.end(start) : start;
    }
}
