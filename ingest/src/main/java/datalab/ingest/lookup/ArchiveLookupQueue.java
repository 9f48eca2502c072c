package datalab.ingest.lookup;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Messages of one stream that wait for an answer of the archive. They leave in the order in which they came; those that wait
 * together share one lookup, so the more there are, the fewer lookups an event costs. Thread-safe; a virtual thread drains it
 * while it is not empty. Its length is bounded by the in-flight budget that its messages hold.
 */
public final class ArchiveLookupQueue<P extends PendingLookup> {
    private static final Logger LOG = LoggerFactory.getLogger(ArchiveLookupQueue.class);
    private static final int TOGETHER_MAX = 2_000;

    private final LookupResolver entities;
    private final Consumer<P> leave;
    private final ConcurrentLinkedQueue<P> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();

    /** @param leave receives each message once its outcome is known */
    public ArchiveLookupQueue(LookupResolver entities, Consumer<P> leave) {
        this.entities = entities;
        this.leave = leave;
    }

    /** Never waits. */
    public void enter(P pending) {
        queue.add(pending);
        if (size.getAndIncrement() == 0) {
            Thread.ofVirtual().name("datalab-archive-lookup").start(this::drain);
        }
    }

    /** Called when the log has acknowledged a message that has left the queue. */
    public void accepted(P pending) {
        entities.accepted(pending);
    }

    private void drain() {
        List<P> together = new ArrayList<>();
        do {
            together.clear();
            for (P next = queue.poll(); next != null; next = queue.poll()) {
                together.add(next);
                if (together.size() == TOGETHER_MAX) {
                    break;
                }
            }
            resolve(together);
            together.forEach(this::letGo);
        } while (size.addAndGet(-together.size()) > 0);
    }

    /** A bug must not block the messages that come after it. */
    private void letGo(P pending) {
        try {
            leave.accept(pending);
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("message lost on its way to the log");
        }
    }

    private void resolve(List<P> together) {
        try {
            entities.resolve(together);
        } catch (RuntimeException e) { // a bug must not leave senders without a response
            LOG.atError().setCause(e).log("messages not taken");
            together.forEach(pending -> pending.lookupFailure = "defect: " + e.getMessage());
        }
    }
}
