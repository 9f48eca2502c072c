package datalab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.lab.event.Coordinate;
import datalab.lab.event.Offsets;
import datalab.lab.stream.EventStream;
import datalab.lab.view.ViewFold;
import datalab.store.Store;
import datalab.store.archive.ArchivedEvent;
import datalab.store.archive.EventQuery;
import datalab.store.result.StoreUnavailable;
import datalab.store.retention.Retained;
import datalab.store.view.ViewQuery;
import datalab.testkit.store.CommitBuilder;
import datalab.testkit.store.StoreLab;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The contract of long reads: all rows come from one snapshot, concurrent commits notwithstanding. */
public interface SnapshotsContract {
    Duration LONG = Duration.ofMinutes(1);

    Store store();

    StoreLab lab();

    @Test
    default void readsTheEventsOfOneMomentWhileOthersCome() {
        StoreLab lab = lab();
        EventStream readings = lab.readings();
        Archived.keep(store(), step(lab, 0, 0, 1_500).commit());
        Archived.keep(store(), step(lab, 1, 0, 700).commit());
        EventQuery all = new EventQuery(readings, null, null, Map.of(), false, null, 10);
        List<Coordinate> read = new ArrayList<>();

        Offsets below = store().snapshots().events(readings, LONG, snapshot -> {
            Offsets before = snapshot.below();
            snapshot.each(all, event -> {
                if (read.isEmpty()) {
                    Archived.keep(store(), step(lab, 0, 1_500, 1_600).commit());
                    Archived.keep(store(), step(lab, 1, 700, 1_400).commit()); // at times that are not read yet
                }
                return read.add(event.event().at());
            });
            assertThat(snapshot.below()).isEqualTo(before);
            return before;
        });

        assertThat(below).isEqualTo(new Offsets(Map.of(0, 1_500L, 1, 700L)));
        assertThat(read).hasSize(2_200).doesNotHaveDuplicates().allMatch(below::covers);
    }

    @Test
    default void readsUntilItIsEnough() {
        StoreLab lab = lab();
        Archived.keep(store(), step(lab, 0, 0, 100).commit());
        EventQuery newest = new EventQuery(lab.readings(), null, null, Map.of(), true, null, 1);
        List<Long> read = new ArrayList<>();

        store().snapshots().events(lab.readings(), LONG, snapshot -> {
            snapshot.each(newest, event -> read.add(event.event().at().offset()) && read.size() < 3);
            return true;
        });

        assertThat(read).containsExactly(99L, 98L, 97L);
    }

    @Test
    default void readsTheRowsOfOneMomentWhileTheyChange() {
        StoreLab lab = lab();
        ViewFold fold = lab.fold("per_minute");
        Archived.keep(store(), step(lab, 0, 0, 600).folded(fold).commit());
        Archived.keep(store(), step(lab, 1, 0, 300).folded(fold).commit());
        ViewQuery all = new ViewQuery(fold, null, null, Map.of(), false, null, 1);
        List<Long> counts = new ArrayList<>();

        store().snapshots().rows(fold, LONG, snapshot -> {
            assertThat(snapshot.served()).isPresent();
            assertThat(snapshot.below()).isEqualTo(new Offsets(Map.of(0, 600L, 1, 300L)));
            assertThat(snapshot.status().orElseThrow().served()).isTrue();
            snapshot.each(all, row -> {
                if (counts.isEmpty()) {
                    Archived.keep(store(), step(lab, 1, 300, 600).folded(fold).commit());
                }
                return counts.add((Long) fold.present(row.partial()).getFirst());
            });
            return true;
        });

        assertThat(counts)
                .hasSize(10)
                .satisfies(each -> assertThat(
                                each.stream().mapToLong(Long::longValue).sum())
                        .isEqualTo(900));
    }

    /** All of the moment are read, or the reading fails and says why. */
    @Test
    default void leavesNothingOutSilentlyThatIsDroppedMeanwhile() {
        StoreLab lab = lab().keepingReadings(Duration.ofHours(1));
        store().prepare(lab.lab());
        EventStream readings = lab.readings();
        Archived.keep(store(), step(lab, 0, 0, 3_000).commit());
        EventQuery all = new EventQuery(readings, null, null, Map.of(), false, null, 10);
        List<Long> read = new ArrayList<>();
        String trouble = "";

        try {
            store().snapshots().events(readings, LONG, snapshot -> {
                snapshot.each(all, event -> {
                    if (read.isEmpty()) {
                        store().horizons().raise(Retained.of(readings), StoreLab.START.plusSeconds(2_000));
                        while (store().archive().writer().drop(readings, 1_000) > 0) {}
                    }
                    return read.add(event.event().at().offset());
                });
                return true;
            });
        } catch (StoreUnavailable e) {
            trouble = "" + e.getMessage();
        }

        List<Long> whole = LongStream.range(0, 3_000).boxed().toList();
        if (trouble.isEmpty()) {
            assertThat(read).isEqualTo(whole);
        } else {
            assertThat(trouble).contains("events were dropped while they were read");
            assertThat(whole).startsWith(read.toArray(Long[]::new));
        }
    }

    private static CommitBuilder step(StoreLab lab, int partition, int from, int until) {
        List<ArchivedEvent> events = IntStream.range(from, until)
                .mapToObj(offset -> lab.reading(partition, offset, "a", 1.0))
                .toList();
        return CommitBuilder.of(lab.readings(), partition, from, until).events(events);
    }
}
