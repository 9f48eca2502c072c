package datalab.process.forget;

import datalab.lab.Lab;
import datalab.lab.event.Reject;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import datalab.store.Store;
import datalab.store.archive.EventQuery;
import datalab.store.forget.ForgetNote;
import datalab.store.forget.ForgetRun;
import datalab.store.forget.KeyBelow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Carries out one request: events are removed from the archives, then what was computed from them is recomputed. It may be killed
 * anywhere, and any other process goes on; two at once do no harm.
 */
public final class ForgetJob {
    private static final int PAGE = 1_000;

    private final Store store;
    private final Lab lab;
    private final ForgetRun run;
    private final @Nullable Duration logRetention;

    /** @param logRetention how long the log keeps records at least; null where Kafka alone knows */
    public ForgetJob(Store store, Lab lab, ForgetRun run, @Nullable Duration logRetention) {
        this.store = store;
        this.lab = lab;
        this.run = run;
        this.logRetention = logRetention;
    }

    /** As far as it goes now; whether it has ended with this. */
    public boolean goOn() {
        switch (run.state()) {
            case REMOVING -> {
                run.keys(lab).forEach(this::refer);
                run.keys(lab).forEach(this::removeEvents);
                removeRejects();
                store.forgets().recompute(run, lab);
                return false;
            }
            case RECOMPUTING -> {
                if (!store.forgets().isRecomputed(run, lab)) {
                    return false;
                }
                removeRejects(); // of what was refused meanwhile
                store.forgets().end(run, new RemainingData(lab, run, logRetention).notes());
                return true;
            }
            case DONE -> {
                return false;
            }
        }
        throw new IllegalStateException("a state that nobody knows: " + run.state());
    }

    private void removeEvents(KeyBelow key) {
        int removed;
        do {
            removed = store.archive().writer().forget(key, PAGE);
            note(ForgetNote.removed("events", key.stream().name(), removed));
        } while (removed == PAGE);
    }

    private void removeRejects() {
        for (KeyBelow key : run.keys(lab)) {
            RejectsOfKey of = new RejectsOfKey(key);
            List<String> ids = new ArrayList<>();
            String before = null;
            List<Reject> page;
            do {
                page = store.rejects().rejects(lab.name(), before, PAGE);
                page.stream().filter(of::has).map(Reject::id).forEach(ids::add);
                before = page.isEmpty() ? null : page.getLast().id();
            } while (page.size() == PAGE);
            for (int from = 0; from < ids.size(); from += PAGE) {
                int deleted = store.rejects().delete(ids.subList(from, Math.min(ids.size(), from + PAGE)));
                note(ForgetNote.removed("rejects", key.stream().name(), deleted));
            }
        }
    }

    /** Counts what names the key in other streams, where it is what identifies the events of its own. */
    private void refer(KeyBelow key) {
        if (!key.stream().unique().equals(List.of(key.field()))) {
            return;
        }
        for (EventStream other : lab.streams().values()) {
            for (Field field : other.fields()) {
                boolean refers = field.reference() != null
                        && field.reference().stream().equals(key.stream().name());
                if (refers && store.archive().filtersBy(other, field)) {
                    count(other, field, key.value());
                }
            }
        }
    }

    private void count(EventStream other, Field field, Object value) {
        String name = other.name() + "." + field.name();
        boolean isCounted = run.notes().stream()
                .anyMatch(note ->
                        note.kind() == ForgetNote.Kind.REFERS && note.name().equals(name));
        if (isCounted) {
            return;
        }
        AtomicLong rows = new AtomicLong();
        EventQuery named = new EventQuery(other, null, null, Map.of(field.name(), value), false, null, PAGE);
        store.archive().each(named, event -> {
            rows.incrementAndGet();
            return true;
        });
        note(ForgetNote.refers("events", name, rows.get()));
    }

    private void note(ForgetNote note) {
        if (note.rows() > 0) {
            store.forgets().note(run, List.of(note));
        }
    }
}
