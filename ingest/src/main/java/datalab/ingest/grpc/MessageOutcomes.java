package datalab.ingest.grpc;

import datalab.ingest.door.IngestResult;
import datalab.lab.event.Offsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The result of each event of one message, reported in any order. Thread-safe. */
final class MessageOutcomes {
    private final AtomicReferenceArray<@Nullable IngestResult> results;
    private final AtomicInteger missing;
    private final Consumer<MessageOutcomes> whenAllAreKnown;
    private volatile IngestResult.@Nullable Busy busy;

    MessageOutcomes(int count, Consumer<MessageOutcomes> whenAllAreKnown) {
        this.results = new AtomicReferenceArray<>(count);
        this.missing = new AtomicInteger(count);
        this.whenAllAreKnown = whenAllAreKnown;
    }

    int count() {
        return results.length();
    }

    void settle(int index, IngestResult result) {
        results.set(index, result);
        if (result instanceof IngestResult.Busy why) {
            busy = why;
        }
        if (missing.decrementAndGet() == 0) {
            whenAllAreKnown.accept(this);
        }
    }

    /** Why an event could not be taken, so that those after it need not be tried; null while all could. */
    IngestResult.@Nullable Busy busy() {
        return busy;
    }

    /** Right after the last event taken of each partition, once all are known. */
    Offsets reached() {
        Map<Integer, Long> reached = new HashMap<>();
        for (int i = 0; i < count(); i++) {
            if (get(i) instanceof IngestResult.Accepted event) {
                reached.merge(event.at().partition(), event.at().offset() + 1, Math::max);
            }
        }
        return new Offsets(reached);
    }

    IngestResult get(int index) {
        IngestResult result = results.get(index);
        if (result == null) {
            throw new IllegalStateException("event " + index + " is still under way");
        }
        return result;
    }
}
