package datalab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import datalab.lab.Lab;
import datalab.lab.event.Event;
import datalab.lab.event.Offsets;
import datalab.lab.view.Partial;
import datalab.lab.view.RowKey;
import datalab.lab.view.View;
import datalab.lab.view.ViewFold;
import datalab.store.Store;
import datalab.store.archive.ArchivedEvent;
import datalab.store.batch.BatchKind;
import datalab.store.batch.BatchLeaseLost;
import datalab.store.batch.BatchResult;
import datalab.store.batch.BatchRun;
import datalab.store.batch.BatchStore.Compared;
import datalab.store.batch.BatchStore.Copied;
import datalab.store.batch.CopyRange;
import datalab.store.batch.EpochCut;
import datalab.store.batch.Generation;
import datalab.store.ledger.Commit;
import datalab.store.retention.Retained;
import datalab.store.view.ViewLayer;
import datalab.store.view.ViewQuery;
import datalab.store.view.ViewStatus;
import datalab.testkit.store.CommitBuilder;
import datalab.testkit.store.StoreLab;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What every store promises to the batch layer: cuts, generations, and one batch of a view at a time. */
public interface BatchStoreContract {
    Duration LEASE = Duration.ofMinutes(1);

    Store store();

    @Test
    default void cutsAStreamWithoutItsOwners() {
        StoreLab lab = StoreLab.fresh();
        store().prepare(lab.lab());
        keep(lab, 0, 0, 3, 0);
        keep(lab, 1, 0, 2, 0);

        EpochCut cut = store().batches().cut(claim(lab, BatchKind.RECOMPUTE), lab.readings());

        assertThat(cut).isEqualTo(new EpochCut(0, new Offsets(Map.of(0, 3L, 1, 2L))));
        Commit late = CommitBuilder.of(lab.readings(), 0, 3, 4).epoch(0).commit();
        assertThat(store().ledger().commit(late)).isEqualTo(new Commit.Outcome.EpochChanged(1));
        assertThat(store().ledger().progress(lab.readings(), 2).epoch()).isEqualTo(1);
    }

    @Test
    default void servesAPublishedGenerationWithWhatCameAfterItsCut() {
        StoreLab lab = StoreLab.fresh();
        store().prepare(lab.lab());
        keep(lab, 0, 0, 3, 0);
        BatchRun run = claim(lab, BatchKind.RECOMPUTE);
        EpochCut cut = store().batches().cut(run, lab.readings());
        keep(lab, 0, 3, 5, 1);
        long generation = recomputed(run, lab, cut);
        assertThat(counted(lab, ViewLayer.MERGED)).isEqualTo("[5]");
        assertThat(counted(lab, ViewLayer.BATCH)).isEmpty();

        store().batches()
                .publish(run, lab.readings(), lab.fold("total"), new Generation(generation, cut.epoch(), null));

        assertThat(counted(lab, ViewLayer.MERGED)).isEqualTo("[5]");
        assertThat(counted(lab, ViewLayer.BATCH)).isEqualTo("[3]");
        assertThat(counted(lab, ViewLayer.SPEED)).isEqualTo("[2]");
        assertThat(store().batches().tidy(run, lab.fold("total"), 100)).isEqualTo(1);
        assertThat(store().batches().tidy(run, lab.fold("total"), 100)).isZero();
        assertThat(counted(lab, ViewLayer.MERGED)).isEqualTo("[5]");
    }

    @Test
    default void mergesIntoAGenerationWhatIsAddedInParts() {
        StoreLab lab = StoreLab.fresh();
        store().prepare(lab.lab());
        keep(lab, 0, 0, 3, 0);
        BatchRun run = claim(lab, BatchKind.RECOMPUTE);
        EpochCut cut = store().batches().cut(run, lab.readings());
        ViewFold total = lab.fold("total");
        long generation = recomputed(run, lab, cut);
        Map<RowKey, Partial> more = new HashMap<>();
        for (Event event : store().archive().scan(total, 0, 1, 3, 9)) {
            total.add(more.computeIfAbsent(total.key(event), key -> total.empty()), event);
        }

        store().batches().add(run, total, generation, more);

        publish(run, lab, new Generation(generation, cut.epoch(), null));
        assertThat(counted(lab, ViewLayer.MERGED)).isEqualTo("[5]");
    }

    @Test
    default void compactsClosedEpochsInSteps() {
        StoreLab lab = StoreLab.fresh();
        store().prepare(lab.lab());
        keep(lab, 0, 0, 3, 0);
        keep(lab, 1, 0, 4, 0);
        BatchRun run = claim(lab, BatchKind.COMPACT);
        EpochCut cut = store().batches().cut(run, lab.readings());
        keep(lab, 0, 3, 5, 1);
        ViewFold total = lab.fold("total");

        assertThat(store().batches().compact(run, total, cut.epoch(), 10)).isEqualTo(1);
        assertThat(counted(lab, ViewLayer.MERGED)).isEqualTo("[9]");
        assertThat(store().batches().compact(run, total, cut.epoch(), 10)).isZero();

        assertThat(counted(lab, ViewLayer.BATCH)).isEqualTo("[7]");
        assertThat(counted(lab, ViewLayer.SPEED)).isEqualTo("[2]");
        assertThat(store().batches().isCompact(total.view())).isFalse();
        assertThat(viewStatus(lab.lab()).included()).isEqualTo(0);
    }

    @Test
    default void refusesTheStepsOfABatchThatWasTakenOver() {
        StoreLab lab = StoreLab.fresh();
        store().prepare(lab.lab());
        keep(lab, 0, 0, 3, 0);
        BatchRun frozen = store().batches()
                .claim(lab.lab().name(), "total", BatchKind.RECOMPUTE, "frozen", Duration.ZERO)
                .orElseThrow();
        EpochCut cut = store().batches().cut(frozen, lab.readings());
        long generation = recomputed(frozen, lab, cut);

        BatchRun other = claim(lab, BatchKind.RECOMPUTE);

        assertThat(other.attempt()).isEqualTo(2);
        assertThatThrownBy(() -> store().batches()
                        .publish(
                                frozen,
                                lab.readings(),
                                lab.fold("total"),
                                new Generation(generation, cut.epoch(), null)))
                .isInstanceOf(BatchLeaseLost.class);
        assertThatThrownBy(() -> store().batches().failed(frozen, "late")).isInstanceOf(BatchLeaseLost.class);
        assertThat(counted(lab, ViewLayer.BATCH)).isEmpty();
        assertThat(store().batches().run(frozen.id()).orElseThrow().error()).contains("frozen");
    }

    @Test
    default void runsOneBatchOfAViewAtATime() {
        StoreLab lab = StoreLab.fresh();
        store().prepare(lab.lab());
        String name = lab.lab().name();
        BatchRun run = claim(lab, BatchKind.COMPACT);

        assertThat(store().batches().claim(name, "total", BatchKind.RECOMPUTE, "other", LEASE))
                .isEmpty();
        assertThat(store().batches().claim(name, "by_name", BatchKind.RECOMPUTE, "other", LEASE))
                .isPresent();
        store().batches().done(run, BatchResult.of(0));

        BatchRun asked = store().batches().request(name, "total", BatchKind.RECOMPUTE);
        assertThat(store().batches().request(name, "total", BatchKind.RECOMPUTE).id())
                .isEqualTo(asked.id());
        BatchRun second = claim(lab, BatchKind.RECOMPUTE);
        assertThat(second.id()).isEqualTo(asked.id());
        store().batches().renew(second, LEASE, new BatchRun.Events(1, 2));
        store().batches().failed(second, "no");
        assertThat(store().batches().run(second.id()).orElseThrow())
                .extracting(BatchRun::state, BatchRun::events, BatchRun::error)
                .containsExactly(BatchRun.State.FAILED, new BatchRun.Events(1, 2), "no");
        assertThat(claim(lab, BatchKind.RECOMPUTE).attempt()).isEqualTo(2);
        assertThat(store().batches().latest(name, 1)).hasSize(4);
    }

    @Test
    default void comparesWhatIsServedWithAnUnpublishedGeneration() {
        StoreLab lab = StoreLab.fresh();
        store().prepare(lab.lab());
        keep(lab, 0, 0, 3, 0);
        BatchRun run = claim(lab, BatchKind.VERIFY);
        EpochCut cut = store().batches().cut(run, lab.readings());
        keep(lab, 0, 3, 5, 1);
        long generation = recomputed(run, lab, cut);
        ViewFold total = lab.fold("total");

        List<Compared> rows = store().batches().compare(total, new Generation(generation, cut.epoch(), null), null, 10);

        assertThat(rows).hasSize(1);
        Compared row = rows.getFirst();
        assertThat(row.difference()).isNull();
        Partial served = Objects.requireNonNull(row.served());
        assertThat(total.agree(served, Objects.requireNonNull(row.recomputed())))
                .isTrue();
        assertThat(store().batches().compare(total, new Generation(generation, cut.epoch(), null), row.key(), 10))
                .isEmpty();
    }

    @Test
    default void copiesRowsAsTheyWereServedAtTheCut() {
        StoreLab lab = StoreLab.fresh();
        store().prepare(lab.lab());
        keep(lab, 0, 0, 3, 0);
        ViewFold total = lab.fold("total");
        BatchRun run = claim(lab, BatchKind.RECOMPUTE);
        EpochCut first = store().batches().cut(run, lab.readings());
        publish(run, lab, new Generation(recomputed(run, lab, first), first.epoch(), null));
        keep(lab, 0, 3, 5, 1);
        EpochCut cut = store().batches().cut(run, lab.readings());
        keep(lab, 0, 5, 6, 2);
        Instant until = StoreLab.START;
        Generation copy = new Generation(store().batches().begin(run, total), cut.epoch(), until);

        Copied page = store().batches()
                .copy(run, total, copy, new CopyRange(null, until, null, 10))
                .orElseThrow();

        assertThat(page.rows()).isEqualTo(1);
        assertThat(store().batches().copy(run, total, copy, new CopyRange(null, until, page.last(), 10)))
                .isEmpty();
        assertThat(publish(run, lab, copy)).isEmpty();
        assertThat(counted(lab, ViewLayer.BATCH)).isEqualTo("[5]");
        assertThat(counted(lab, ViewLayer.MERGED)).isEqualTo("[6]");
    }

    @Test
    default void publishesNothingWhereTheHorizonHasRisen() {
        StoreLab lab = StoreLab.fresh();
        store().prepare(lab.lab());
        keep(lab, 0, 0, 3, 0);
        ViewFold total = lab.fold("total");
        BatchRun run = claim(lab, BatchKind.RECOMPUTE);
        EpochCut cut = store().batches().cut(run, lab.readings());
        Generation folded = new Generation(recomputed(run, lab, cut), cut.epoch(), null);
        Instant horizon = StoreLab.START.plusSeconds(1);
        store().horizons().raise(Retained.of(lab.readings()), horizon);

        assertThat(publish(run, lab, folded)).contains(horizon);

        assertThat(store().batches().horizon(lab.readings())).contains(horizon);
        assertThat(counted(lab, ViewLayer.BATCH)).isEmpty();
        assertThat(store().batches().discard(run, total, folded, horizon, 10)).isEqualTo(1);
        assertThat(store().batches().discard(run, total, folded, horizon, 10)).isZero();
        assertThat(publish(run, lab, new Generation(folded.number(), cut.epoch(), horizon)))
                .isEmpty();
    }

    private Optional<Instant> publish(BatchRun run, StoreLab lab, Generation generation) {
        return store().batches().publish(run, lab.readings(), lab.fold("total"), generation);
    }

    @Test
    default void buildsAViewThatIsNewWhileThereIsAnArchive() {
        StoreLab lab = StoreLab.fresh();
        store().prepare(with(lab.lab(), Map.of()));
        store().ledger().progress(lab.readings(), 0);
        store().ledger()
                .commit(CommitBuilder.of(lab.readings(), 0, 0, 1)
                        .events(lab.reading(0, 0, "a", 1.0))
                        .commit());

        store().prepare(lab.lab());

        ViewFold total = lab.fold("total");
        assertThat(viewStatus(lab.lab()))
                .extracting(ViewStatus::served, ViewStatus::building)
                .containsExactly(false, true);
        assertThat(store().views().served(total)).isEmpty();
        assertThat(store().views().folds(lab.readings()))
                .hasSize(lab.lab().views().size());
        BatchRun run = claim(lab, BatchKind.RECOMPUTE);
        EpochCut cut = store().batches().cut(run, lab.readings());
        store().batches()
                .publish(run, lab.readings(), total, new Generation(recomputed(run, lab, cut), cut.epoch(), null));

        assertThat(store().views().served(total)).isPresent();
        assertThat(counted(lab, ViewLayer.MERGED)).isEqualTo("[1]");
    }

    private void keep(StoreLab lab, int partition, int from, int until, long epoch) {
        store().ledger().progress(lab.readings(), partition);
        ViewFold total = lab.fold("total");
        for (int i = from; i < until; i++) {
            ArchivedEvent event = lab.reading(partition, i, "a", 1.0);
            Partial partial = store().views()
                    .partials(total, partition, epoch, List.of(total.key(event.event())))
                    .getOrDefault(total.key(event.event()), total.empty());
            total.add(partial, event.event());
            Commit step = CommitBuilder.of(lab.readings(), partition, i, i + 1)
                    .epoch(epoch)
                    .events(event)
                    .partials(total, Map.of(total.key(event.event()), partial))
                    .commit();
            assertThat(store().ledger().commit(step)).isEqualTo(new Commit.Outcome.Done());
        }
    }

    private BatchRun claim(StoreLab lab, BatchKind kind) {
        return store().batches()
                .claim(lab.lab().name(), "total", kind, "test", LEASE)
                .orElseThrow();
    }

    /** The events of partition 0 below a cut as an unpublished generation of view total. */
    private long recomputed(BatchRun run, StoreLab lab, EpochCut cut) {
        ViewFold total = lab.fold("total");
        long generation = store().batches().begin(run, total);
        Map<RowKey, Partial> rows = new HashMap<>();
        for (Event event : store().archive().scan(total, 0, 0, cut.below().of(0), 100)) {
            total.add(rows.computeIfAbsent(total.key(event), key -> total.empty()), event);
        }
        store().batches().append(run, total, generation, rows);
        return generation;
    }

    private String counted(StoreLab lab, ViewLayer layer) {
        ViewFold total = lab.fold("total");
        return store()
                .views()
                .viewRows(new ViewQuery(total, null, null, Map.of(), false, null, 9).withLayer(layer))
                .stream()
                .map(row -> total.present(row.partial()).toString())
                .collect(Collectors.joining());
    }

    private ViewStatus viewStatus(Lab lab) {
        return store().batches().viewStatuses(lab).stream()
                .filter(viewStatus -> viewStatus.view().equals("total"))
                .findFirst()
                .orElseThrow();
    }

    private static Lab with(Lab lab, Map<String, View> views) {
        return new Lab(lab.name(), lab.title(), lab.folder(), lab.streams(), views, lab.routes());
    }
}
