package datalab.web.live;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** The subscribers of one lab. Thread-safe. */
final class LabSubscribers {
    private final List<SseQueue> all = new CopyOnWriteArrayList<>();

    void add(SseQueue subscription) {
        all.add(subscription);
    }

    void remove(SseQueue subscription) {
        all.remove(subscription);
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    boolean wantsView(String view) {
        return all.stream().anyMatch(one -> one.filter().views().contains(view));
    }

    /** Hands an event of a stream to those who want it; made only if anybody does. */
    void event(String stream, Supplier<byte[]> frame) {
        byte[] made = null;
        for (SseQueue one : all) {
            if (one.filter().streams().contains(stream)) {
                made = made == null ? frame.get() : made;
                one.offer(made);
            }
        }
    }

    void row(String view, byte[] frame) {
        for (SseQueue one : all) {
            if (one.filter().views().contains(view)) {
                one.offer(frame);
            }
        }
    }

    void miss(long count) {
        if (count > 0) {
            all.forEach(one -> one.miss(count));
        }
    }

    void end() {
        all.forEach(SseQueue::end);
    }
}
