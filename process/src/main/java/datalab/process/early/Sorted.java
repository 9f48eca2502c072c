package datalab.process.early;

import datalab.lab.Event;
import datalab.lab.Reject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The records of one step, sorted into events and rejects; repeats are taken out by {@link Repeats}. Owned by one thread.
 */
final class Sorted {

    /**
     * An event that may be a repeat.
     *
     * @param once its id where it was sent idempotently
     */
    record Candidate(Event event, @Nullable String once) {}

    /** A reject that may be a repeat. */
    record Refused(Reject reject, @Nullable String once) {}

    final List<Candidate> events = new ArrayList<>();
    final List<Refused> rejects = new ArrayList<>();
}
