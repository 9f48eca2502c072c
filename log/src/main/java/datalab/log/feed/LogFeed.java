package datalab.log.feed;

import datalab.lab.Lab;
import datalab.lab.decode.EventDecoder;
import datalab.lab.event.Coordinate;
import datalab.lab.event.Offsets;
import datalab.lab.stream.EventStream;
import datalab.log.LogRecord;
import datalab.log.LogTail;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lab's new records, read from one tail of the log by one thread, which run while anybody listens. Thread-safe; listeners are
 * called by that thread.
 */
public final class LogFeed {
    private static final Logger LOG = LoggerFactory.getLogger(LogFeed.class);
    private static final Duration POLL_MAX = Duration.ofMillis(500);

    private final Lab lab;
    private final Function<String, Offsets> ends;
    private final Function<Collection<String>, LogTail> tails;
    private final Map<String, EventDecoder> decoders = new HashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final List<FeedListener> listeners = new ArrayList<>();
    private @Nullable Reading reading;

    LogFeed(Lab lab, Function<String, Offsets> ends, Function<Collection<String>, LogTail> tails) {
        this.lab = lab;
        this.ends = ends;
        this.tails = tails;
        for (EventStream stream : lab.streams().values()) {
            decoders.put(stream.topic(), new EventDecoder(stream));
        }
    }

    /** One opened tail, and how far it has been handed on. */
    private static final class Reading {
        private final LogTail tail;
        private final Map<String, Offsets> next;

        Reading(LogTail tail, Map<String, Offsets> next) {
            this.tail = tail;
            this.next = next;
        }

        boolean isNew(LogRecord record) {
            return !next.getOrDefault(record.topic(), Offsets.NONE).covers(record.at());
        }
    }

    /** Adds a listener for all new records; throws if the log cannot be read. */
    public void join(FeedListener listener) {
        lock.lock();
        try {
            Reading now = reading == null ? open() : reading;
            listener.joined(now.next);
            listeners.add(listener);
            if (reading == null) {
                reading = now;
                Thread.ofPlatform().daemon().name("live-events-" + lab.name()).start(() -> run(now));
            }
        } finally {
            lock.unlock();
        }
    }

    /** Once this returns it is called no more. */
    public void leave(FeedListener listener) {
        lock.lock();
        try {
            listeners.remove(listener);
            if (listeners.isEmpty() && reading != null) {
                reading.tail.close();
                reading = null;
            }
        } finally {
            lock.unlock();
        }
    }

    /** The tail comes first, so that it has all records from the ends on; what it has from before them is passed over. */
    private Reading open() {
        LogTail tail = tails.apply(decoders.keySet());
        try {
            Map<String, Offsets> next = new HashMap<>();
            decoders.keySet().forEach(topic -> next.put(topic, ends.apply(topic)));
            return new Reading(tail, next);
        } catch (RuntimeException e) {
            tail.close();
            throw e;
        }
    }

    private void run(Reading mine) {
        try {
            boolean goesOn = true;
            while (goesOn) {
                goesOn = isHandedOn(mine, mine.tail.poll(POLL_MAX));
            }
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).addKeyValue("lab", lab.name()).log("live events ended");
            end(mine);
        }
    }

    /** False if this tail has no listeners any more. */
    private boolean isHandedOn(Reading mine, List<LogRecord> polled) {
        lock.lock();
        try {
            if (reading != mine) {
                return false;
            }
            List<FeedRecord> records = new ArrayList<>();
            for (LogRecord record : polled) {
                EventDecoder decoder = decoders.get(record.topic());
                if (decoder != null && mine.isNew(record)) {
                    records.add(new FeedRecord(record, decoder));
                }
            }
            if (!records.isEmpty()) {
                List.copyOf(listeners).forEach(listener -> tell(listener, records));
                handedOn(mine, records);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void tell(FeedListener listener, List<FeedRecord> records) {
        try {
            listener.records(records);
        } catch (RuntimeException e) { // a bug in one listener must not deprive the others of events
            LOG.atError().setCause(e).addKeyValue("lab", lab.name()).log("live events ended");
            leave(listener);
            listener.ended();
        }
    }

    private static void handedOn(Reading mine, List<FeedRecord> records) {
        Map<String, List<Coordinate>> read = records.stream()
                .map(FeedRecord::record)
                .collect(Collectors.groupingBy(
                        LogRecord::topic, Collectors.mapping(LogRecord::at, Collectors.toList())));
        read.forEach((topic, at) ->
                mine.next.put(topic, mine.next.getOrDefault(topic, Offsets.NONE).after(at)));
    }

    private void end(Reading mine) {
        mine.tail.close();
        lock.lock();
        try {
            if (reading == mine) {
                reading = null;
                List<FeedListener> all = List.copyOf(listeners);
                listeners.clear();
                all.forEach(FeedListener::ended);
            }
        } finally {
            lock.unlock();
        }
    }
}
