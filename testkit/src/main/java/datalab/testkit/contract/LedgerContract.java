package datalab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import datalab.lab.event.Coordinate;
import datalab.lab.stream.EventStream;
import datalab.store.Store;
import datalab.store.archive.ArchivedEvent;
import datalab.store.archive.EventQuery;
import datalab.store.ledger.Commit;
import datalab.store.ledger.Commit.Outcome;
import datalab.store.ledger.Progress;
import datalab.testkit.store.CommitBuilder;
import datalab.testkit.store.Rejects;
import datalab.testkit.store.StoreLab;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every store promises about commits: all of a step or nothing, by the owner that began where the store is. */
public interface LedgerContract {

    /** The store under test, started; the same for all tests. */
    Store store();

    /** A lab of its own, prepared. */
    default StoreLab lab() {
        StoreLab lab = StoreLab.fresh();
        store().prepare(lab.lab());
        return lab;
    }

    @Test
    default void beginsAtZero() {
        StoreLab lab = lab();

        Progress progress = store().ledger().progress(lab.readings(), 3);

        assertThat(progress).isEqualTo(new Progress(3, 0, 0, 0, 0, 0, null));
        assertThat(store().ledger().progress(lab.readings())).containsExactly(progress);
        assertThat(store().ledger().progress(lab.users())).isEmpty();
    }

    @Test
    default void movesProgressWithWhatItKeeps() {
        StoreLab lab = lab();
        store().ledger().progress(lab.readings(), 0);

        Outcome outcome = store().ledger()
                .commit(CommitBuilder.of(lab.readings(), 0, 0, 5)
                        .events(lab.reading(0, 0, "a", 1.0), lab.reading(0, 3, "b", 2.0))
                        .rejects(Rejects.reject(lab, 1), Rejects.reject(lab, 2))
                        .duplicates(1)
                        .commit());

        assertThat(outcome).isEqualTo(new Outcome.Done());
        assertThat(store().ledger().progress(lab.readings())).containsExactly(new Progress(0, 5, 0, 2, 2, 1, null));
        assertThat(offsets(lab.readings())).containsExactly("0:0", "0:3");
        assertThat(store().rejects().rejects(lab.lab().name(), null, 10)).hasSize(2);
    }

    @Test
    default void fencesAnOwnerThatIsBehind() {
        StoreLab lab = lab();
        store().ledger().progress(lab.readings(), 0);
        store().ledger()
                .commit(CommitBuilder.of(lab.readings(), 0, 0, 2)
                        .events(lab.reading(0, 0, "a", 1.0))
                        .commit());

        Outcome outcome = store().ledger()
                .commit(CommitBuilder.of(lab.readings(), 0, 0, 9)
                        .events(lab.reading(0, 0, "a", 1.0))
                        .rejects(Rejects.reject(lab, 1))
                        .idempotencyKeys("once")
                        .state("a", new byte[] {1})
                        .commit());

        assertThat(outcome).isEqualTo(new Outcome.Fenced(2));
        assertThat(offsets(lab.readings())).containsExactly("0:0");
        assertThat(store().rejects().rejects(lab.lab().name(), null, 10)).isEmpty();
        assertThat(store().ledger().seenIdempotencyKeys(lab.readings(), List.of("once")))
                .isEmpty();
        assertThat(store().ledger().qualityStates(lab.readings(), 0, List.of("a")))
                .isEmpty();
    }

    @Test
    default void tellsAnOwnerOfAnotherEpoch() {
        StoreLab lab = lab();
        store().ledger().progress(lab.readings(), 0);

        Outcome outcome = store().ledger()
                .commit(CommitBuilder.of(lab.readings(), 0, 0, 1)
                        .epoch(7)
                        .events(lab.reading(0, 0, "a", 1.0))
                        .commit());

        assertThat(outcome).isEqualTo(new Outcome.EpochChanged(0));
        assertThat(offsets(lab.readings())).isEmpty();
    }

    @Test
    default void keepsNothingOfAStepThatFails() {
        StoreLab lab = lab();
        store().ledger().progress(lab.readings(), 0);
        ArchivedEvent event = lab.reading(0, 0, "a", 1.0);

        assertThatThrownBy(() -> store().ledger()
                        .commit(CommitBuilder.of(lab.readings(), 0, 0, 2)
                                .events(lab.reading(0, 1, "b", 1.0), event, event)
                                .idempotencyKeys("once")
                                .commit()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(lab.readings().topic());

        assertThat(offsets(lab.readings())).isEmpty();
        assertThat(store().ledger().seenIdempotencyKeys(lab.readings(), List.of("once")))
                .isEmpty();
        assertThat(store().ledger().progress(lab.readings(), 0).nextOffset()).isZero();
    }

    /** Of owners that all believe to be the one, each step of the log is kept by exactly one. */
    @Test
    default void keepsEachStepOnceAmongManyOwners() throws Exception {
        StoreLab lab = lab();
        store().ledger().progress(lab.readings(), 0);
        int steps = 20;
        Callable<Integer> owner = () -> {
            int done = 0;
            for (int i = 0; i < steps; i++) {
                Commit commit = CommitBuilder.of(lab.readings(), 0, i, i + 1)
                        .events(lab.reading(0, i, "a", 1.0 * i))
                        .commit();
                done += store().ledger().commit(commit) instanceof Outcome.Done ? 1 : 0;
            }
            return done;
        };

        int done = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (Future<Integer> future : threads.invokeAll(List.of(owner, owner, owner, owner))) {
                done += future.get();
            }
        }

        assertThat(done)
                .isEqualTo((int) store().ledger().progress(lab.readings(), 0).nextOffset());
        assertThat(offsets(lab.readings())).hasSize(done).doesNotHaveDuplicates();
    }

    /** Steps of several partitions that come at the same time: what one is told is nothing to the others. */
    @Test
    default void tellsEachOfSeveralPartitionsWhatBecameOfItsOwnSteps() throws Exception {
        StoreLab lab = lab();
        int steps = 30;
        List<Callable<Set<Outcome>>> owners = new ArrayList<>();
        for (int partition = 0; partition < 5; partition++) {
            store().ledger().progress(lab.readings(), partition);
            owners.add(owner(lab, partition, steps));
        }

        List<Set<Outcome>> outcomes = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(owners.size())) {
            for (Future<Set<Outcome>> future : threads.invokeAll(owners)) {
                outcomes.add(future.get());
            }
        }

        Set<Outcome> done = Set.of(new Outcome.Done());
        assertThat(outcomes)
                .containsExactly(done, done, Set.of(new Outcome.Fenced(0)), Set.of(new Outcome.EpochChanged(0)), done);
        assertThat(store().ledger().progress(lab.readings()))
                .extracting(Progress::nextOffset)
                .containsExactly(30L, 30L, 0L, 0L, 30L);
        assertThat(offsets(lab.readings())).hasSize(3 * steps).doesNotHaveDuplicates();
        assertThat(store().ledger()
                        .qualityStates(lab.readings(), 4, List.of("a4"))
                        .get("a4"))
                .containsExactly(29);
        assertThat(store().ledger().qualityStates(lab.readings(), 2, List.of("a2")))
                .isEmpty();
    }

    /** Partition 2 is elsewhere, and 3 in another epoch. */
    private Callable<Set<Outcome>> owner(StoreLab lab, int partition, int steps) {
        return () -> {
            Set<Outcome> outcomes = new HashSet<>();
            for (int i = 0; i < steps; i++) {
                int at = partition == 2 ? i + 1 : partition == 3 ? 0 : i;
                outcomes.add(store().ledger()
                        .commit(CommitBuilder.of(lab.readings(), partition, at, at + 1)
                                .epoch(partition == 3 ? 7 : 0)
                                .events(lab.reading(partition, at, "a" + partition, 1.0 * i))
                                .state("a" + partition, new byte[] {(byte) i})
                                .commit()));
            }
            return outcomes;
        };
    }

    @Test
    default void knowsUniqueValuesThatAreArchived() {
        StoreLab lab = lab();
        store().ledger().progress(lab.hours(), 0);
        Instant noon = Instant.parse("2026-03-01T12:00:00.000001Z");
        store().ledger()
                .commit(CommitBuilder.of(lab.hours(), 0, 0, 1)
                        .events(StoreLab.event(lab.hours(), new Coordinate(0, 0), noon, "köln"))
                        .commit());

        Set<List<Object>> known = store().archive()
                .known(
                        lab.hours(),
                        List.of(List.of("köln", noon), List.of("köln", noon.plusSeconds(1)), List.of("bonn", noon)));

        assertThat(known).containsExactly(List.of("köln", noon));
        assertThat(store().archive().known(lab.hours(), List.of())).isEmpty();
        List<ArchivedEvent> there = new ArrayList<>();
        store().archive().identified(lab.hours(), List.of(List.of("köln", noon), List.of("bonn", noon)), there::add);
        assertThat(there).extracting(archived -> archived.event().at()).containsExactly(new Coordinate(0, 0));
    }

    @Test
    default void tellsARaceForAUniqueValue() {
        StoreLab lab = lab();
        store().ledger().progress(lab.users(), 0);
        store().ledger().progress(lab.users(), 1);
        store().ledger()
                .commit(CommitBuilder.of(lab.users(), 0, 0, 1)
                        .events(StoreLab.event(lab.users(), new Coordinate(0, 0), null, "u1"))
                        .commit());

        Outcome outcome = store().ledger()
                .commit(CommitBuilder.of(lab.users(), 1, 0, 2)
                        .events(
                                StoreLab.event(lab.users(), new Coordinate(1, 0), null, "u2"),
                                StoreLab.event(lab.users(), new Coordinate(1, 1), null, "u1"))
                        .commit());

        assertThat(outcome).isEqualTo(new Outcome.Conflict());
        assertThat(offsets(lab.users())).containsExactly("0:0");
        assertThat(store().ledger().progress(lab.users(), 1).nextOffset()).isZero();
    }

    @Test
    default void remembersOnceIdsUntilTold() {
        StoreLab lab = lab();
        store().ledger().progress(lab.users(), 0);
        store().ledger().progress(lab.users(), 1);
        store().ledger()
                .commit(CommitBuilder.of(lab.users(), 0, 0, 1)
                        .idempotencyKeys("k#0", "k#1")
                        .commit());

        assertThat(store().ledger().seenIdempotencyKeys(lab.users(), List.of("k#1", "k#2")))
                .containsExactly("k#1");
        assertThat(store().ledger().seenIdempotencyKeys(lab.readings(), List.of("k#1")))
                .isEmpty();
        assertThat(store().ledger()
                        .commit(CommitBuilder.of(lab.users(), 1, 0, 1)
                                .idempotencyKeys("k#9", "k#1")
                                .commit()))
                .isEqualTo(new Outcome.Conflict());
        assertThat(store().ledger().seenIdempotencyKeys(lab.users(), List.of("k#9")))
                .isEmpty();
        assertThat(store().ledger().deleteIdempotencyKeys(Instant.EPOCH)).isZero();
        assertThat(store().ledger().seenIdempotencyKeys(lab.users(), List.of("k#1")))
                .isNotEmpty();
    }

    /** Senders choose their ids, so none of them may stop a stream. */
    @Test
    default void remembersOnceIdsOfAnyKind() {
        StoreLab lab = lab();
        store().ledger().progress(lab.users(), 0);
        String longId = "\uD83D\uDE00".repeat(5_000);

        Outcome outcome = store().ledger()
                .commit(CommitBuilder.of(lab.users(), 0, 0, 1)
                        .idempotencyKeys(longId, "a\u0000b", "")
                        .commit());

        assertThat(outcome).isEqualTo(new Outcome.Done());
        assertThat(store().ledger()
                        .seenIdempotencyKeys(lab.users(), List.of(longId, longId + "x", "a\u0000b", "a\u0000", "")))
                .containsExactlyInAnyOrder(longId, "a\u0000b", "");
    }

    @Test
    default void remembersWhatQualityTestsKnowOfAKey() {
        StoreLab lab = lab();
        store().ledger().progress(lab.readings(), 0);
        store().ledger()
                .commit(CommitBuilder.of(lab.readings(), 0, 0, 1)
                        .state("a", new byte[] {0, -1, 39, 92})
                        .state("b", new byte[0])
                        .commit());
        store().ledger()
                .commit(CommitBuilder.of(lab.readings(), 0, 1, 2)
                        .state("a", new byte[] {2})
                        .commit());

        Map<String, byte[]> states = store().ledger().qualityStates(lab.readings(), 0, List.of("a", "b", "c"));

        assertThat(states).containsOnlyKeys("a", "b");
        assertThat(states.get("a")).containsExactly(2);
        assertThat(states.get("b")).isEmpty();
        assertThat(store().ledger().qualityStates(lab.readings(), 1, List.of("a")))
                .isEmpty();
    }

    @Test
    default void notesAnAlarmAndClearsIt() {
        StoreLab lab = lab();
        store().ledger().progress(lab.readings(), 0);

        store().ledger().alarm(lab.readings(), 0, "17 events are missing\u0000");

        assertThat(store().ledger().progress(lab.readings(), 0).alarm()).startsWith("17 events are missing");
        store().ledger().alarm(lab.readings(), 0, null);
        assertThat(store().ledger().progress(lab.readings(), 0).alarm()).isNull();
    }

    @Test
    default void remembersFilesThatWereLoaded() {
        StoreLab lab = lab();

        store().loadedFiles().markFileLoaded(lab.readings(), "d1", "data/a.csv", StoreLab.START);
        store().loadedFiles().markFileLoaded(lab.readings(), "d1", "data/copy.csv", StoreLab.START);

        assertThat(store().loadedFiles().isFileLoaded(lab.readings(), "d1")).isTrue();
        assertThat(store().loadedFiles().isFileLoaded(lab.readings(), "d2")).isFalse();
        assertThat(store().loadedFiles().isFileLoaded(lab.users(), "d1")).isFalse();
    }

    private List<String> offsets(EventStream stream) {
        List<String> offsets = new ArrayList<>();
        for (ArchivedEvent event :
                store().archive().events(new EventQuery(stream, null, null, Map.of(), false, null, 1_000))) {
            offsets.add(event.event().at().toString());
        }
        return offsets;
    }
}
