package datalab.web.live;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** The subscribers of one lab. Thread-safe. */
final class Audience {
    private final List<Subscription> all = new CopyOnWriteArrayList<>();

    void add(Subscription subscription) {
        all.add(subscription);
    }

    void remove(Subscription subscription) {
        all.remove(subscription);
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    boolean wantsView(String view) {
        return all.stream().anyMatch(one -> one.interest().views().contains(view));
    }

    /** Hands an event of a stream to those who want it; made only if anybody does. */
    void event(String stream, Supplier<byte[]> frame) {
        byte[] made = null;
        for (Subscription one : all) {
            if (one.interest().streams().contains(stream)) {
                made = made == null ? frame.get() : made;
                one.offer(made);
            }
        }
    }

    void row(String view, byte[] frame) {
        for (Subscription one : all) {
            if (one.interest().views().contains(view)) {
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
        all.forEach(Subscription::end);
    }
}
