package datalab.ingest.door;

import datalab.ingest.door.IngestResult.Accepted;
import datalab.ingest.lookup.ArchiveLookup;
import datalab.ingest.lookup.ArchiveUnavailable;
import datalab.lab.decode.RepeatDifference;
import datalab.lab.event.Coordinate;
import datalab.lab.event.Event;
import datalab.lab.event.Offsets;
import datalab.lab.stream.EventStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits until events are visible in the archive. Thread-safe; one thread for each stream with waiting senders. */
public final class ReadBackWaiter {
    private static final Logger LOG = LoggerFactory.getLogger(ReadBackWaiter.class);
    private static final Duration LOOK_EVERY = Duration.ofMillis(5);

    /** How long the archive may delay a sender who does not wait for it. */
    private static final Duration LOOK_MAX = Duration.ofMillis(500);

    /** How long the archive is not queried after a timeout. */
    private static final Duration OVERDUE_PAUSE = Duration.ofSeconds(10);

    private final AtomicLong overdueAt = new AtomicLong(System.nanoTime() - OVERDUE_PAUSE.toNanos());
    private final ArchiveLookup archive;
    private final Duration atMost;
    private final Map<String, Lookout> lookouts = new ConcurrentHashMap<>();

    /** @param atMost how long to wait */
    ReadBackWaiter(ArchiveLookup archive, Duration atMost) {
        this.archive = archive;
        this.atMost = atMost;
    }

    /**
     * Waits until everything before these offsets has been processed.
     *
     * @param wait of the sender: cancelling it also ends this wait
     * @return false if it takes too long, or the archive does not respond
     */
    public boolean await(EventStream stream, Offsets offsets, CancellableWait wait) {
        if (offsets.equals(Offsets.NONE)) {
            return true;
        }
        Waiter waiter = new Waiter(offsets);
        Runnable giveUp = waiter.over::countDown;
        wait.begin(giveUp);
        lookouts.computeIfAbsent(stream.topic(), topic -> new Lookout(stream)).add(waiter);
        try {
            return waiter.over.await(atMost.toNanos(), TimeUnit.NANOSECONDS) && waiter.seen;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            wait.finish(giveUp);
            waiter.over.countDown(); // no sender waits for it any more
        }
    }

    /**
     * Waits until one event can be read back, and looks whether it is the first of its identity.
     *
     * @param isOnce whether it may repeat itself: then what is there already is this very event, with the same number
     */
    public ReadBackResult await(EventStream stream, Accepted event, boolean isOnce, CancellableWait wait) {
        Coordinate at = event.at();
        if (!await(stream, Offsets.NONE.after(List.of(at)), wait)) {
            return new ReadBackResult.NotYet();
        }
        if (stream.unique().isEmpty() || isOnce) {
            return new ReadBackResult.Visible();
        }
        try {
            return archive.has(stream, at) ? new ReadBackResult.Visible() : repeat(stream, event);
        } catch (ArchiveUnavailable e) {
            return new ReadBackResult.NotYet();
        }
    }

    /**
     * Checks, without waiting for the event, whether one of the same identity with other values is archived already, so that
     * the sender learns that its own was not kept. Reports nothing if there is no result immediately.
     */
    public Optional<ReadBackResult.Repeat> look(EventStream stream, Accepted event) {
        long sinceOverdue = System.nanoTime() - overdueAt.get();
        if (stream.unique().isEmpty() || sinceOverdue < OVERDUE_PAUSE.toNanos()) {
            return Optional.empty();
        }
        AtomicReference<@Nullable Event> found = new AtomicReference<>();
        CountDownLatch looked = new CountDownLatch(1);
        Thread.ofVirtual().name("datalab-repeats").start(() -> {
            try {
                found.set(archive.first(stream, event(stream, event).uniqueValues())
                        .orElse(null));
            } catch (ArchiveUnavailable e) {
                overdueAt.set(System.nanoTime());
                LOG.atDebug().addKeyValue("detail", e.getMessage()).log("nobody can tell what is there already");
            } finally {
                looked.countDown();
            }
        });
        return isOver(looked)
                ? Optional.ofNullable(found.get())
                        .filter(first -> !RepeatDifference.otherValues(first, event.payload())
                                .isEmpty())
                        .map(first -> repeat(first, event))
                : Optional.empty();
    }

    private boolean isOver(CountDownLatch looked) {
        try {
            boolean over = looked.await(LOOK_MAX.toMillis(), TimeUnit.MILLISECONDS);
            if (!over) {
                overdueAt.set(System.nanoTime());
            }
            return over;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private ReadBackResult.Repeat repeat(EventStream stream, Accepted accepted) {
        Event event = event(stream, accepted);
        return archive.first(stream, event.uniqueValues())
                .map(first -> repeat(first, accepted))
                .orElseGet(() -> new ReadBackResult.Repeat(RepeatDifference.text(event), null));
    }

    private static ReadBackResult.Repeat repeat(Event first, Accepted again) {
        return new ReadBackResult.Repeat(
                RepeatDifference.text(first, RepeatDifference.otherValues(first, again.payload())), first);
    }

    private static Event event(EventStream stream, Accepted accepted) {
        return new Event(stream, accepted.payload(), accepted.arrived(), accepted.at());
    }

    private static final class Waiter {
        final Offsets offsets;
        final CountDownLatch over = new CountDownLatch(1);
        volatile boolean seen;

        Waiter(Offsets offsets) {
            this.offsets = offsets;
        }
    }

    /** Polls a stream's progress while any sender waits for it. */
    private final class Lookout {
        private final EventStream stream;
        private final List<Waiter> waiters = new ArrayList<>();

        Lookout(EventStream stream) {
            this.stream = stream;
        }

        synchronized void add(Waiter waiter) {
            waiters.add(waiter);
            if (waiters.size() == 1) {
                Thread.ofVirtual().name("datalab-visible").start(this::run);
            }
        }

        private void run() {
            try {
                do {
                    Thread.sleep(LOOK_EVERY);
                } while (!release(archive.processed(stream)));
            } catch (InterruptedException e) {
                giveUp();
            } catch (ArchiveUnavailable e) {
                LOG.atDebug().addKeyValue("detail", e.getMessage()).log("nobody can tell what is visible");
                giveUp();
            } catch (RuntimeException e) {
                LOG.atError().setCause(e).log("nobody can tell what is visible");
                giveUp();
            }
        }

        /** True if no sender waits any more. */
        private synchronized boolean release(Offsets processed) {
            for (Waiter waiter : waiters) {
                if (processed.covers(waiter.offsets)) {
                    waiter.seen = true;
                    waiter.over.countDown();
                }
            }
            waiters.removeIf(waiter -> waiter.over.getCount() == 0);
            return waiters.isEmpty();
        }

        private synchronized void giveUp() {
            waiters.forEach(waiter -> waiter.over.countDown());
            waiters.clear();
        }
    }
}
