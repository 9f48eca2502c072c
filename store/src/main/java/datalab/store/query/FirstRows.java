package datalab.store.query;

import datalab.store.result.BoundedRows;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.ToLongFunction;

/**
 * Keeps the first rows in an order of all that are offered, in bounded memory: where they become too large, the last of them are
 * given up, and the page ends early. Owned by one thread.
 */
public final class FirstRows<T> {
    private final Comparator<T> order;
    private final int limit;
    private final ToLongFunction<T> bytes;
    private final PriorityQueue<T> kept;
    private long keptBytes;
    private boolean isCut;

    /** @param bytes how large a row is, as far as that may be much */
    public FirstRows(Comparator<T> order, int limit, ToLongFunction<T> bytes) {
        this.order = order;
        this.limit = limit;
        this.bytes = bytes;
        this.kept = new PriorityQueue<>(order.reversed());
    }

    public void offer(T row) {
        boolean isFull = kept.size() == limit || isCut;
        if (isFull && order.compare(row, kept.element()) >= 0) {
            return;
        }
        kept.add(row);
        keptBytes += bytes.applyAsLong(row);
        while (kept.size() > limit || (keptBytes > BoundedRows.BYTES_MAX && kept.size() > 1)) {
            isCut |= kept.size() <= limit;
            keptBytes -= bytes.applyAsLong(kept.remove());
        }
    }

    public BoundedRows<T> rows() {
        List<T> rows = new ArrayList<>(kept);
        rows.sort(order);
        return new BoundedRows<>(rows, isCut);
    }
}
