package datalab.process.early;

import datalab.lab.Event;
import datalab.lab.EventStream;
import datalab.lab.Lab;
import datalab.lab.view.Partial;
import datalab.lab.view.RowKey;
import datalab.lab.view.View;
import datalab.lab.view.ViewFold;
import datalab.store.ArchivedEvent;
import datalab.store.Store;
import datalab.store.ViewGap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Folds the archive into views that are new, or whose definition has changed, before the owners go on. Killed at any point, it
 * goes on from there at the next start.
 */
final class Refill {
    private static final Logger LOG = LoggerFactory.getLogger(Refill.class);
    private static final int EVENTS_MAX = 5_000;

    private final Lab lab;
    private final Store store;

    Refill(Lab lab, Store store) {
        this.lab = lab;
        this.store = store;
    }

    void run() {
        for (List<ViewGap> gaps = store.gaps(lab); !gaps.isEmpty(); gaps = store.gaps(lab)) {
            gaps.forEach(this::close);
        }
    }

    private void close(ViewGap gap) {
        View view = Objects.requireNonNull(lab.views().get(gap.view()), gap.view());
        EventStream stream = Objects.requireNonNull(lab.streams().get(view.stream()), view.stream());
        LOG.atInfo()
                .addKeyValue("view", lab.name() + "." + view.name())
                .addKeyValue("partition", gap.partition())
                .addKeyValue("events", gap.until() - gap.from())
                .log("view is being filled from the archive");
        ViewFold fold = new ViewFold(view, stream);
        ViewGap rest = gap;
        boolean kept = true;
        while (kept && rest.from() < rest.until()) {
            List<ArchivedEvent> events = store.scan(stream, rest.partition(), rest.from(), rest.until(), EVENTS_MAX);
            boolean last = events.size() < EVENTS_MAX;
            long next = last ? rest.until() : events.getLast().event().at().offset() + 1;
            kept = store.fill(fold, rest, next, merged(fold, rest, events));
            rest = new ViewGap(rest.view(), rest.partition(), next, rest.until(), rest.epoch());
        }
    }

    private Map<RowKey, Partial> merged(ViewFold fold, ViewGap gap, List<ArchivedEvent> archived) {
        List<Event> events = archived.stream().map(ArchivedEvent::event).toList();
        return Deltas.merged(
                fold,
                Deltas.fold(fold, events),
                new HashMap<>(),
                Deltas.RowSource.of(store, fold, gap.partition(), gap.epoch()));
    }
}
