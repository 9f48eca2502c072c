package datalab.web.live;

import datalab.lab.Lab;
import datalab.lab.event.Offsets;
import datalab.lab.stream.EventStream;
import datalab.lab.view.RowKey;
import datalab.lab.view.ViewFold;
import datalab.store.Ledger;
import datalab.store.Views;
import datalab.store.ledger.Progress;
import datalab.store.result.IncompatibleChange;
import datalab.store.retention.Horizons;
import datalab.store.retention.Retained.Kind;
import datalab.store.view.ViewRow;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The reads from the store that live rows need. Thread-safe, as its roles are. */
public record LiveStoreReads(Ledger ledger, Views views, Horizons horizons) {

    /** From when on events of a lab's streams are shown, by stream; all where it is not said. */
    Map<String, Instant> shownSince(Lab lab) {
        Map<String, Instant> since = new HashMap<>();
        horizons.ofLab(lab.name()).forEach((retained, horizon) -> {
            if (retained.kind() == Kind.STREAM) {
                since.put(retained.name(), horizon);
            }
        });
        return since;
    }

    /** Up to where a stream has been processed. */
    Offsets processed(EventStream stream) {
        return Progress.offsets(ledger.progress(stream));
    }

    List<ViewRow> rows(ViewFold fold, Collection<RowKey> keys) {
        return views.viewRows(fold, keys);
    }

    /** Not while it is built, as its rows do not hold all events yet, nor once another process serves it by a newer file. */
    boolean isServed(ViewFold fold) {
        try {
            return views.served(fold).map(ViewFold::view).equals(Optional.of(fold.view()));
        } catch (IncompatibleChange e) {
            return false;
        }
    }
}
