package datalab.lab.view;

import datalab.lab.Event;
import datalab.lab.EventStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A view as five pure functions: {@link #key}, {@link #add} (lift and merge in one), {@link #merge}, {@link #empty} and
 * {@link #present}. The speed layer, the batch layer and every test of them run this same code.
 *
 * <p>Thread-safe; the {@link Partial}s it hands out are not.
 */
public final class ViewFold {
    private final View view;

    public ViewFold(View view, EventStream stream) {
        this.view = view;
    }

    public View view() {
        return view;
    }

    /** The columns {@link #present} fills, in order, without the group-by fields and the window. */
    public List<Column> columns() {
        throw new UnsupportedOperationException();
    }

    public RowKey key(Event event) {
        throw new UnsupportedOperationException();
    }

    public Partial empty() {
        throw new UnsupportedOperationException();
    }

    /** Folds one event into a partial: the same as merging in what the event alone lifts to. */
    public void add(Partial into, Event event) {
        throw new UnsupportedOperationException();
    }

    /** Merges {@code other} into {@code into}; commutative and associative. {@code other} is not changed. */
    public void merge(Partial into, Partial other) {
        throw new UnsupportedOperationException();
    }

    /** The value of each of {@link #columns}, null where there is none. */
    public List<@Nullable Object> present(Partial partial) {
        throw new UnsupportedOperationException();
    }

    /** The partial as bytes that {@link #decode} reads back to an equal one. The first byte is a format version. */
    public byte[] encode(Partial partial) {
        throw new UnsupportedOperationException();
    }

    public Partial decode(byte[] bytes) {
        throw new UnsupportedOperationException();
    }
}
