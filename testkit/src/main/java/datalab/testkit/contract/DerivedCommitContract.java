package datalab.testkit.contract;

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
import datalab.testkit.store.CommitBuilder;
import datalab.testkit.store.StoreLab;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What every store promises about streams that are derived from archives: all partitions move in one step, or none. */
public interface DerivedCommitContract {

    Store store();

    StoreLab lab();

    @Test
    default void movesAllPartitionsWithWhatItKeeps() {
        StoreLab lab = meeting();

        Outcome outcome = store().ledger().advance(step(lab, offsets(0, 0), offsets(5, 2), 0, 60));

        assertThat(outcome).isEqualTo(new Outcome.Done());
        assertThat(progress(lab)).isEqualTo(offsets(5, 2));
        assertThat(rows(lab)).containsExactly("[1, 2] 1 60.0");
    }

    @Test
    default void refusesAStepWhereAnyPartitionIsElsewhere() {
        StoreLab lab = meeting();
        store().ledger().advance(step(lab, offsets(0, 0), offsets(0, 2), 0, 60));

        Outcome behind = store().ledger().advance(step(lab, offsets(0, 0), offsets(5, 0), 0, 90));
        store().ledger().progress(contacts(lab), 2);
        Outcome oneMissing = store().ledger().advance(step(lab, offsets(0, 2), offsets(5, 2), 0, 90));

        assertThat(behind).isEqualTo(new Outcome.Moved());
        assertThat(oneMissing).isEqualTo(new Outcome.Moved());
        assertThat(progress(lab)).isEqualTo(offsets(0, 2, 0));
        assertThat(rows(lab)).containsExactly("[1, 2] 1 60.0");
    }

    @Test
    default void refusesAStepOfAClosedEpoch() {
        StoreLab lab = meeting();
        store().ledger().advance(step(lab, offsets(0, 0), offsets(4, 2), 0, 60));
        BatchRun run = store().batches()
                .claim(lab.lab().name(), "met", BatchKind.COMPACT, "test", Duration.ofMinutes(1))
                .orElseThrow();
        EpochCut cut = store().batches().cut(run, contacts(lab));

        Outcome late = store().ledger().advance(step(lab, offsets(4, 2), offsets(5, 2), 0, 90));
        Outcome now = store().ledger().advance(step(lab, offsets(4, 2), offsets(5, 2), 1, 90));

        assertThat(cut).isEqualTo(new EpochCut(0, offsets(4, 2)));
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

        assertThat(progress(new StoreLab(after))).isEqualTo(offsets(3, 4));
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

    private Offsets progress(StoreLab lab) {
        return Progress.offsets(store().ledger().progress(contacts(lab)));
    }

    /** Those of partitions 0, 1, … */
    private static Offsets offsets(long... byPartition) {
        Offsets offsets = Offsets.NONE;
        for (int partition = 0; partition < byPartition.length; partition++) {
            offsets = offsets.with(partition, byPartition[partition]);
        }
        return offsets;
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
    private DerivedCommit step(StoreLab lab, Offsets from, Offsets to, long epoch, long seconds) {
        ViewFold fold = lab.fold("met");
        RowKey row = new RowKey(List.of(1L, 2L), null);
        Map<RowKey, Partial> rows =
                new HashMap<>(store().views().partials(fold, DerivedCommit.PARTITION, epoch, List.of(row)));
        fold.add(rows.computeIfAbsent(row, key -> fold.empty()), contact(lab, seconds));
        return new DerivedCommit(contacts(lab), from, to, epoch, Map.of(fold, rows));
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
