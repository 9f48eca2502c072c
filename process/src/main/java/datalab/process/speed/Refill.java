package datalab.process.speed;

import datalab.lab.EventStream;
import datalab.lab.Lab;
import datalab.lab.view.Partial;
import datalab.lab.view.RowKey;
import datalab.lab.view.View;
import datalab.lab.view.ViewFold;
import datalab.store.ArchivedEvent;
import datalab.store.Store;
import datalab.store.ViewGap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Folds the archive into views that are new or have changed, before the owners of their streams begin. In bounded steps, each
 * of them atomic, so that it can be killed at any moment and goes on where it was.
 */
final class Refill {
    private static final Logger LOG = LoggerFactory.getLogger(Refill.class);
    private static final int STEP_EVENTS_MAX = 10_000;

    private final Lab lab;
    private final Store store;

    Refill(Lab lab, Store store) {
        this.lab = lab;
        this.store = store;
    }

    /** Returns when no view of the lab lacks anything. */
    void run() {
        for (List<ViewGap> gaps = store.gaps(lab); !gaps.isEmpty(); gaps = store.gaps(lab)) {
            gaps.forEach(this::close);
        }
    }

    private void close(ViewGap gap) {
        View view = lab.views().get(gap.view());
        EventStream stream = view == null ? null : lab.streams().get(view.stream());
        if (view == null || stream == null) {
            throw new IllegalStateException("lab " + lab.name() + " has no view " + gap.view());
        }
        LOG.atInfo()
                .addKeyValue("lab", lab.name())
                .addKeyValue("view", gap.view())
                .addKeyValue("partition", gap.partition())
                .addKeyValue("events_max", gap.until() - gap.from())
                .log("view refilled from the archive");
        ViewFold fold = new ViewFold(view, stream);
        ViewRows rows = new ViewRows(fold, store, gap.partition());
        ViewGap left = gap;
        while (left.from() < left.until()) {
            long next = step(stream, left, rows);
            if (next < 0) {
                return;
            }
            left = new ViewGap(gap.view(), gap.partition(), next, gap.until(), gap.epoch());
        }
    }

    /** Where the next step begins; -1 where the gap is not as it was any more and must be asked for again. */
    private long step(EventStream stream, ViewGap left, ViewRows rows) {
        List<ArchivedEvent> events = store.scan(stream, left.partition(), left.from(), left.until(), STEP_EVENTS_MAX);
        long next = events.size() < STEP_EVENTS_MAX
                ? left.until()
                : events.getLast().event().at().offset() + 1;
        Map<RowKey, Partial> touched = rows.fold(events, left.epoch());
        if (!store.fill(rows.view(), left, next, touched)) {
            return -1;
        }
        rows.remember(touched);
        return next;
    }
}
