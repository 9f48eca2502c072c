package datalab.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import datalab.lab.Lab;
import datalab.lab.event.Coordinate;
import datalab.lab.event.DecodedPayload;
import datalab.lab.event.Event;
import datalab.lab.event.Offsets;
import datalab.lab.event.Origin;
import datalab.lab.stream.EventStream;
import datalab.lab.view.Partial;
import datalab.lab.view.RowKey;
import datalab.lab.view.View;
import datalab.lab.view.ViewFold;
import datalab.store.Store;
import datalab.store.batch.BatchKind;
import datalab.store.batch.BatchRun;
import datalab.store.batch.EpochCut;
import datalab.store.ledger.DerivedCommit;
import datalab.store.ledger.DerivedCommit.Outcome;
import datalab.store.ledger.Progress;
import datalab.store.view.ViewQuery;
import datalab.store.view.ViewStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What every store promises about streams that are derived from archives: all partitions move in one step, or none. */
public interface DerivedCommitContract {

    Store store();

    StoreLab lab();

    @Test
    default void movesAllPartitionsWithWhatItKeeps() {
        StoreLab lab = meeting();

        Outcome outcome = store().ledger().advance(step(lab, Map.of(0, 0L, 1, 0L), Map.of(0, 5L, 1, 2L), 0, 60));

        assertThat(outcome).isEqualTo(new Outcome.Done());
        assertThat(progress(lab)).isEqualTo(Map.of(0, 5L, 1, 2L));
        assertThat(rows(lab)).containsExactly("[1, 2] 1 60.0");
    }

    @Test
    default void refusesAStepWhereAnyPartitionIsElsewhere() {
        StoreLab lab = meeting();
        store().ledger().advance(step(lab, Map.of(0, 0L, 1, 0L), Map.of(0, 0L, 1, 2L), 0, 60));

        Outcome behind = store().ledger().advance(step(lab, Map.of(0, 0L, 1, 0L), Map.of(0, 5L, 1, 0L), 0, 90));
        store().ledger().progress(contacts(lab), 2);
        Outcome oneMissing = store().ledger().advance(step(lab, Map.of(0, 0L, 1, 2L), Map.of(0, 5L, 1, 2L), 0, 90));

        assertThat(behind).isEqualTo(new Outcome.Moved());
        assertThat(oneMissing).isEqualTo(new Outcome.Moved());
        assertThat(progress(lab)).isEqualTo(Map.of(0, 0L, 1, 2L, 2, 0L));
        assertThat(rows(lab)).containsExactly("[1, 2] 1 60.0");
    }

    @Test
    default void refusesAStepOfAClosedEpoch() {
        StoreLab lab = meeting();
        store().ledger().advance(step(lab, Map.of(0, 0L, 1, 0L), Map.of(0, 4L, 1, 2L), 0, 60));
        BatchRun run = store().batches()
                .claim(lab.lab().name(), "met", BatchKind.COMPACT, "test", Duration.ofMinutes(1))
                .orElseThrow();
        EpochCut cut = store().batches().cut(run, contacts(lab));

        Outcome late = store().ledger().advance(step(lab, Map.of(0, 4L, 1, 2L), Map.of(0, 5L, 1, 2L), 0, 90));
        Outcome now = store().ledger().advance(step(lab, Map.of(0, 4L, 1, 2L), Map.of(0, 5L, 1, 2L), 1, 90));

        assertThat(cut).isEqualTo(new EpochCut(0, Map.of(0, 4L, 1, 2L)));
        assertThat(late).isEqualTo(new Outcome.EpochChanged(1));
        assertThat(now).isEqualTo(new Outcome.Done());
        assertThat(rows(lab)).containsExactly("[1, 2] 2 90.0");
    }

    /** What is archived before a view of contacts is declared is a batch's. */
    @Test
    default void beginsANewViewWhereTheArchiveIs() {
        StoreLab lab = lab();
        for (int partition = 0; partition < 2; partition++) {
            store().ledger().progress(lab.places(), partition);
            store().ledger()
                    .commit(CommitBuilder.of(lab.places(), partition, 0, 3 + partition)
                            .commit());
        }

        Lab after = StoreLab.withMeetings(lab).lab();
        store().prepare(after);

        assertThat(progress(new StoreLab(after))).isEqualTo(Map.of(0, 3L, 1, 4L));
        assertThat(store().batches().viewStatuses(after))
                .filteredOn(viewStatus -> viewStatus.view().equals("met"))
                .extracting(ViewStatus::served, ViewStatus::building)
                .containsExactly(tuple(false, true));
    }

    private StoreLab meeting() {
        StoreLab lab = StoreLab.withMeetings(StoreLab.fresh());
        store().prepare(lab.lab());
        store().ledger().progress(contacts(lab), 0);
        store().ledger().progress(contacts(lab), 1);
        return lab;
    }

    private Map<Integer, Long> progress(StoreLab lab) {
        return store().ledger().progress(contacts(lab)).stream()
                .collect(Collectors.toMap(Progress::partition, Progress::nextOffset));
    }

    private List<String> rows(StoreLab lab) {
        ViewFold fold = lab.fold("met");
        return store().views().viewRows(new ViewQuery(fold, null, null, Map.of(), false, null, 10)).stream()
                .map(row -> {
                    List<?> values = fold.present(row.partial());
                    return row.key().group() + " " + values.get(3) + " " + values.get(4);
                })
                .toList();
    }

    /** A step in which persons 1 and 2 have one contact from {@link StoreLab#START} on, over what the epoch holds. */
    private DerivedCommit step(StoreLab lab, Map<Integer, Long> from, Map<Integer, Long> to, long epoch, long seconds) {
        ViewFold fold = lab.fold("met");
        RowKey row = new RowKey(List.of(1L, 2L), null);
        Map<RowKey, Partial> rows =
                new HashMap<>(store().views().partials(fold, DerivedCommit.PARTITION, epoch, List.of(row)));
        fold.add(rows.computeIfAbsent(row, key -> fold.empty()), contact(lab, seconds));
        return new DerivedCommit(contacts(lab), new Offsets(from), new Offsets(to), epoch, Map.of(fold, rows));
    }

    private static Event contact(StoreLab lab, long seconds) {
        Instant until = StoreLab.START.plusSeconds(seconds);
        Object[] values = {1L, 2L, 2.5, until};
        DecodedPayload payload = new DecodedPayload(values, StoreLab.START, Origin.OBSERVED, null);
        return new Event(contacts(lab), payload, until, new Coordinate(0, 0));
    }

    private static EventStream contacts(StoreLab lab) {
        View view = lab.view("met");
        return lab.lab().streamOf(view);
    }
}
