package datalab.ingest.mqtt.session;

import java.util.Arrays;

/** A queue of numbers that takes eight bytes for each. Not thread-safe. */
final class LongQueue {
    private static final int FIRST_LENGTH = 8;

    private long[] items = new long[FIRST_LENGTH];
    private int head;
    private int size;

    int size() {
        return size;
    }

    void add(long item) {
        if (size == items.length) {
            grow();
        }
        items[slot(size++)] = item;
    }

    long get(int index) {
        return items[slot(index)];
    }

    /** Only of a queue that is not empty. */
    long poll() {
        long item = items[head];
        head = slot(1);
        size--;
        return item;
    }

    void remove(int index) {
        if (index == 0) {
            poll();
            return;
        }
        for (int i = index; i < size - 1; i++) {
            items[slot(i)] = items[slot(i + 1)];
        }
        size--;
    }

    private void grow() {
        long[] ordered = new long[size];
        for (int i = 0; i < size; i++) {
            ordered[i] = get(i);
        }
        items = Arrays.copyOf(ordered, size * 2);
        head = 0;
    }

    private int slot(int index) {
        return (head + index) & (items.length - 1);
    }
}
