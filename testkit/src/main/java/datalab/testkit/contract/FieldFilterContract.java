package datalab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.lab.event.Coordinate;
import datalab.store.Store;
import datalab.store.archive.ArchivedEvent;
import datalab.store.archive.EventQuery;
import datalab.testkit.store.CommitBuilder;
import datalab.testkit.store.StoreLab;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What an archive promises that says that it filters by every field of a stream. */
public interface FieldFilterContract {

    Store store();

    StoreLab lab();

    @Test
    default void filtersByFieldsOfEveryType() {
        StoreLab lab = lab();

        assertThat(lab.readings().fields()).allMatch(field -> store().archive().filtersBy(lab.readings(), field));
    }

    @Test
    default void narrowsByTimeAndByFields() {
        StoreLab lab = lab();
        Instant seen = Instant.parse("2026-01-01T00:00:00.5Z");
        ArchivedEvent full = StoreLab.event(
                lab.readings(), new Coordinate(0, 7), StoreLab.START.plusSeconds(7), "b", 2.5, 3L, true, seen);
        keep(lab, lab.reading(0, 5, "a", 1.0), lab.reading(0, 6, "b", 2.0), full);
        Map<String, Object> all = Map.of("name", "b", "value", 2.5, "count", 3L, "ok", true, "seen", seen);
        Instant from = StoreLab.START.plusSeconds(6);

        assertThat(at(new EventQuery(lab.readings(), null, null, Map.of("name", "b"), true, null, 10)))
                .containsExactly("0:7", "0:6");
        assertThat(at(new EventQuery(lab.readings(), from, null, all, false, null, 10)))
                .containsExactly("0:7");
        assertThat(at(new EventQuery(lab.readings(), null, null, Map.of("timestamp", from), false, null, 10)))
                .containsExactly("0:6");
        assertThat(at(new EventQuery(lab.readings(), null, null, Map.of("name", "'; --"), false, null, 10)))
                .isEmpty();
    }

    private void keep(StoreLab lab, ArchivedEvent... events) {
        store().ledger().progress(lab.readings(), 0);
        long next = events[events.length - 1].event().at().offset() + 1;
        CommitBuilder step = CommitBuilder.of(lab.readings(), 0, 0, next).events(events);
        Archived.keep(store(), step.commit());
    }

    private List<String> at(EventQuery query) {
        return store().archive().events(query).stream()
                .map(found -> found.event().at().toString())
                .toList();
    }
}
