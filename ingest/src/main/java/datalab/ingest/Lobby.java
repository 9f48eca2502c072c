package datalab.ingest;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where messages of one stream wait until the archive has said what there is to say of them. They leave in the order in
 * which they came, those that wait together at once: the busier it is, the fewer questions an event costs. Thread-safe; a
 * thread works for it while there are any. How many there can be is bounded by the room they hold.
 */
final class Lobby {
    private static final Logger LOG = LoggerFactory.getLogger(Lobby.class);
    private static final int TOGETHER_MAX = 2_000;

    private final Entities entities;
    private final Consumer<Pending> leave;
    private final ConcurrentLinkedQueue<Pending> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();

    /** @param leave is handed each message once it is known what becomes of it */
    Lobby(Entities entities, Consumer<Pending> leave) {
        this.entities = entities;
        this.leave = leave;
    }

    /** Never waits. */
    void enter(Pending pending) {
        queue.add(pending);
        if (size.getAndIncrement() == 0) {
            Thread.ofVirtual().name("datalab-lobby").start(this::drain);
        }
    }

    /** What became of a message that has left. */
    void settled(Pending pending, IngestResult result) {
        if (result instanceof IngestResult.Accepted) {
            entities.accepted(pending);
        }
    }

    private void drain() {
        List<Pending> together = new ArrayList<>();
        do {
            together.clear();
            for (Pending next = queue.poll(); next != null; next = queue.poll()) {
                together.add(next);
                if (together.size() == TOGETHER_MAX) {
                    break;
                }
            }
            resolve(together);
            together.forEach(this::letGo);
        } while (size.addAndGet(-together.size()) > 0);
    }

    /** A defect must not stand in the way of those that come after it. */
    private void letGo(Pending pending) {
        try {
            leave.accept(pending);
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("message lost on its way to the log");
        }
    }

    private void resolve(List<Pending> together) {
        try {
            entities.resolve(together);
        } catch (RuntimeException e) { // a defect must not leave senders without an answer
            LOG.atError().setCause(e).log("messages not taken");
            together.forEach(pending -> pending.trouble = "defect: " + e.getMessage());
        }
    }
}
