package datalab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import datalab.lab.event.Offsets;
import datalab.lab.view.RowKey;
import datalab.lab.view.ViewFold;
import datalab.store.Store;
import datalab.store.archive.Scan;
import datalab.store.output.OutputId;
import datalab.store.output.OutputKey;
import datalab.store.output.OutputLease;
import datalab.store.output.OutputLeaseLost;
import datalab.store.output.OutputLedger;
import datalab.store.output.OutputPosition;
import datalab.store.output.OutputStatus;
import datalab.store.output.OutputStep;
import datalab.store.view.ViewQuery;
import datalab.testkit.store.CommitBuilder;
import datalab.testkit.store.StoreLab;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every ledger promises about outputs: one process has one at a time, and versions are in the order of what was read. */
public interface OutputLedgerContract {

    Store store();

    StoreLab lab();

    @Test
    default void raisesTheVersionWithEachStep() {
        OutputLease lease = take(lab());

        List<Long> versions = IntStream.range(0, 3)
                .mapToObj(step -> ledger().step(lease, OutputStep::version))
                .toList();

        assertThat(versions).isSorted().doesNotHaveDuplicates();
    }

    @Test
    default void refusesWhoHasLostTheOutput() {
        StoreLab lab = lab();
        OutputLease before = take(lab);
        OutputLease now = take(lab);

        assertThatExceptionOfType(OutputLeaseLost.class).isThrownBy(() -> ledger().step(before, OutputStep::version));
        assertThatExceptionOfType(OutputLeaseLost.class)
                .isThrownBy(() -> ledger().written(before, new Offsets(Map.of(0, 5L)), null, List.of(), Map.of()));
        assertThatExceptionOfType(OutputLeaseLost.class)
                .isThrownBy(() -> ledger().complete(before, "one", 0, Duration.ZERO));
        assertThatExceptionOfType(OutputLeaseLost.class).isThrownBy(() -> ledger().look(before, look -> true));
        Offsets published = ledger().look(now, OutputPosition::published);
        assertThat(published).isEqualTo(Offsets.NONE);
    }

    /** Nothing of a step whose reading fails is kept. */
    @Test
    default void undoesAStepThatFails() {
        OutputLease lease = take(lab());
        long version = ledger().step(lease, OutputStep::version);

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> ledger().step(lease, step -> {
                    step.note(List.of(key("[\"a\"]")));
                    step.moveTo(new Offsets(Map.of(0, 7L)));
                    throw new IllegalStateException("killed");
                }));

        long after = ledger().step(lease, step -> {
            assertThat(step.notedBefore(step.version(), null, 10)).isEmpty();
            assertThat(step.published()).isEqualTo(Offsets.NONE);
            return step.version();
        });
        assertThat(after).isGreaterThan(version);
    }

    @Test
    default void readsWhatViewAndArchiveHoldInAStep() {
        StoreLab lab = lab();
        ViewFold fold = lab.fold("by_name");
        store().ledger().progress(lab.readings(), 0);
        store().ledger()
                .commit(CommitBuilder.of(lab.readings(), 0, 0, 2)
                        .events(lab.reading(0, 0, "a", 1.0), lab.reading(0, 1, "b", 2.0))
                        .folded(fold)
                        .commit());
        OutputLease lease = take(lab);
        RowKey a = new RowKey(List.of("a"), null);
        RowKey nobody = new RowKey(List.of("nobody"), null);

        String seen = ledger().step(
                        lease,
                        step -> step.progress(lab.readings()).byPartition()
                                + " " + step.scan(Scan.of(fold, 0, 0, 2, 10)).size()
                                + " " + step.rows(fold, List.of(a, nobody)).size()
                                + " "
                                + step.page(new ViewQuery(fold, null, null, Map.of(), false, null, 10))
                                        .rows()
                                        .size());

        assertThat(seen).isEqualTo("{0=2} 2 1 2");
    }

    /** Where another definition is served, there is nothing to show of this one. */
    @Test
    default void saysWhichGenerationIsServed() {
        StoreLab lab = lab();
        OutputLease lease = take(lab);

        Optional<String> generation = ledger().look(lease, look -> look.generation(lab.fold("by_name")));

        assertThat(generation).isPresent();
    }

    @Test
    default void doesNotCallAnOutputWholeThatIsKnown() {
        StoreLab lab = lab();
        take(lab);
        ledger().follow(id(lab), lab.readings());
        assertThat(complete(take(lab))).isEqualTo("null");
    }

    @Test
    default void followsEventsAndRemembersWhatWasWrittenWhole() {
        StoreLab lab = lab();
        OutputLease lease = take(lab);
        ledger().written(lease, new Offsets(Map.of(0, 5L, 1, 2L)), null, List.of(), Map.of());
        ledger().written(lease, new Offsets(Map.of(1, 4L)), null, List.of(), Map.of());
        ledger().complete(lease, "one", 0, Duration.ZERO);

        OutputLease next = take(lab);

        Offsets published = ledger().look(next, OutputPosition::published);
        assertThat(published).isEqualTo(new Offsets(Map.of(0, 5L, 1, 4L)));
        assertThat(complete(next)).isEqualTo("one");
        assertThat(status(lab).isWhole()).isTrue();
    }

    @Test
    default void remembersFromWhichWindowOnTotalsAreOld() {
        StoreLab lab = lab();
        OutputLease lease = take(lab);
        Instant window = Instant.parse("-4000-01-01T00:00:00Z");
        assertThat(stale(lease)).isEmpty();

        ledger().written(lease, Offsets.NONE, window, List.of(), Map.of());
        assertThat(stale(take(lab))).contains(window);
        ledger().written(take(lab), Offsets.NONE, null, List.of(), Map.of());

        assertThat(stale(take(lab))).isEmpty();
    }

    /** A step reads from one snapshot, even if others commit meanwhile. */
    @Test
    default void readsOneMomentInAStep() {
        StoreLab lab = lab();
        OutputLease lease = take(lab);
        store().ledger().progress(lab.readings(), 0);

        boolean isSame = ledger().step(lease, step -> {
            Offsets before = step.progress(lab.readings());
            store().ledger().commit(CommitBuilder.of(lab.readings(), 0, 0, 1).commit());
            return step.progress(lab.readings()).equals(before);
        });

        assertThat(isSame).isTrue();
        assertThat(ledger().<Offsets>look(lease, look -> look.progress(lab.readings())))
                .isEqualTo(new Offsets(Map.of(0, 1L)));
    }

    /** Also where somebody asks while a run is under way that began before. */
    @Test
    default void writesEverythingAgainWhereSomebodyAsks() {
        StoreLab lab = lab();
        OutputLease lease = take(lab);
        long asked = ledger().look(lease, OutputPosition::asked);
        assertThat(ledger().askAgain(id(lab))).isTrue();
        ledger().complete(lease, "one", asked, Duration.ZERO);

        assertThat(complete(lease)).isEqualTo("null");
        assertThat(status(lab).isWhole()).isFalse();
        assertThat(ledger().askAgain(new OutputId(lab.lab().name(), "by_name", "nowhere/table")))
                .isFalse();
    }

    @Test
    default void forgetsWhatWasCompleteWhenItIsWrittenAgain() {
        OutputLease lease = take(lab());
        ledger().complete(lease, "one", 0, Duration.ZERO);

        ledger().step(lease, step -> {
            step.moveTo(new Offsets(Map.of(0, 7L)));
            return step.version();
        });

        assertThat(complete(lease)).isEqualTo("null");
    }

    @Test
    default void notesKeysAndForgetsThoseThatWereDeleted() {
        OutputLease lease = take(lab());
        String large = "[\"" + "x".repeat(9_000) + "\"]";
        List<String> keys = List.of("[\"a\"]", "[\"b\"]", "[null]", large);
        long first = ledger().step(lease, step -> {
            step.note(keys.stream().map(OutputLedgerContract::key).toList());
            return step.version();
        });
        long second = ledger().step(lease, step -> {
            step.note(List.of(key("[\"a\"]")));
            step.deleted(List.of("[\"b\"]"));
            return step.version();
        });

        List<String> noted = ledger().step(lease, step -> step.notedBefore(second, null, 10));
        List<String> pages = ledger().step(lease, step -> {
            String one = step.notedBefore(second, null, 1).getFirst();
            List<String> more = step.notedBefore(second, one, 10);
            assertThat(step.notedBefore(first, null, 10)).isEmpty();
            return List.of(one, more.get(0), more.get(1));
        });
        ledger().complete(lease, "one", 0, Duration.ZERO);

        assertThat(noted).containsExactlyInAnyOrder("[\"b\"]", "[null]", large);
        assertThat(pages).isEqualTo(noted);
        assertThat(noted(lease)).containsExactlyInAnyOrder("[\"a\"]", "[null]", large);
    }

    /** Each step is a microsecond for the versions. */
    @Test
    default void keepsADeletedKeyAsLongAsALateWriteMayCome() {
        OutputLease lease = take(lab());
        Duration threeSteps = Duration.ofNanos(3_000);
        ledger().step(lease, step -> {
            step.note(List.of(key("[1]")));
            step.deleted(List.of("[1]"));
            return step.version();
        });
        noted(lease);
        deleteAgain(lease);
        ledger().complete(lease, "one", 0, threeSteps);

        assertThat(noted(lease)).containsExactly("[1]");
        ledger().complete(lease, "one", 0, threeSteps);
        assertThat(noted(lease)).isEmpty();
    }

    private void deleteAgain(OutputLease lease) {
        ledger().step(lease, step -> {
            step.deleted(List.of("[1]"));
            return step.version();
        });
    }

    /** A row that was deleted and has come back may be in the target. */
    @Test
    default void keepsAKeyThatCameBack() {
        OutputLease lease = take(lab());
        for (boolean gone : List.of(false, true, false)) {
            ledger().step(lease, step -> {
                if (gone) {
                    step.deleted(List.of("[1]"));
                } else {
                    step.note(List.of(key("[1]")));
                }
                return step.version();
            });
        }
        ledger().complete(lease, "one", 0, Duration.ZERO);

        assertThat(noted(lease)).containsExactly("[1]");
    }

    @Test
    default void remembersRowsThatWereRefusedUntilTheyAreTaken() {
        StoreLab lab = lab();
        OutputLease lease = take(lab);
        ledger().written(
                        lease,
                        Offsets.NONE,
                        null,
                        List.of("[\"c\"]"),
                        Map.of("[\"a\"]", "too long", "[\"b\"]", "no\u0000good"));
        ledger().written(lease, Offsets.NONE, null, List.of("[\"b\"]"), Map.of("[\"a\"]", "too long for name"));

        assertThat(status(lab).refused()).isEqualTo(1);
        assertThat(status(lab).examples()).containsExactly(new OutputStatus.Refused("[\"a\"]", "too long for name"));
    }

    @Test
    default void saysWhyAnOutputWaits() {
        StoreLab lab = lab();
        ledger().alarm(id(lab), "no\u0000answer");
        assertThat(status(lab).alarm()).isEqualTo("no\ufffdanswer");

        ledger().alarm(id(lab), null);
        assertThat(status(lab).alarm()).isNull();
        assertThat(ledger().statuses("no-such-lab")).isEmpty();
    }

    @Test
    default void findsKeysByTheirWindowsAndForgetsThoseThatWereDeleted() {
        OutputLease lease = take(lab());
        Instant first = StoreLab.START;
        Instant second = first.plusSeconds(60);
        OutputKey a = new OutputKey("[\"a\"]", first);
        OutputKey b = new OutputKey("[\"b\"]", first);
        OutputKey c = new OutputKey("[\"c\"]", second);
        ledger().step(lease, step -> {
            step.note(List.of(c, a, b, new OutputKey("[\"d\"]", second.plusSeconds(60)), key("[null]")));
            return step.version();
        });

        List<OutputKey> ended = ledger().step(lease, step -> step.notedUntil(second, null, 10));
        List<OutputKey> after = ledger().step(lease, step -> step.notedUntil(second, ended.getFirst(), 1));
        ledger().step(lease, step -> {
            step.deleted(List.of(a.text(), c.text(), "[\"d\"]"));
            return step.version();
        });
        ledger().step(lease, step -> {
            step.note(List.of(c)); // it has come back
            return step.version();
        });
        ledger().ended(lease, List.of(a.text(), b.text(), c.text()), Duration.ZERO);

        assertThat(ended).hasSize(3).containsExactlyInAnyOrder(a, b, c).endsWith(c);
        assertThat(after).containsExactly(ended.get(1));
        assertThat(noted(lease))
                .as("d was not taken by the target")
                .contains(b.text(), c.text(), "[\"d\"]")
                .doesNotContain(a.text());
    }

    @Test
    default void keepsKeysOfEndedRowsNotedForAsLongAsAWriteMayComeLate() {
        OutputLease lease = take(lab());
        OutputKey a = new OutputKey("[\"a\"]", StoreLab.START);
        ledger().step(lease, step -> {
            step.note(List.of(a));
            return step.version();
        });
        ledger().step(lease, step -> {
            step.deleted(List.of(a.text()));
            return step.version();
        });

        ledger().ended(lease, List.of(a.text()), Duration.ofDays(1));
        assertThat(noted(lease)).containsExactly(a.text());
        assertThat(endedUntil(lease, StoreLab.START)).isEmpty();

        ledger().step(lease, step -> {
            step.note(List.of(a)); // its view keeps rows for longer now
            return step.version();
        });
        assertThat(endedUntil(lease, StoreLab.START)).containsExactly(a);
    }

    private List<OutputKey> endedUntil(OutputLease lease, Instant window) {
        return ledger().step(lease, step -> step.notedUntil(window, null, 10));
    }

    private OutputLedger ledger() {
        return store().outputs();
    }

    private OutputLease take(StoreLab lab) {
        return ledger().take(id(lab));
    }

    private String complete(OutputLease lease) {
        return ledger().look(lease, look -> "" + look.complete());
    }

    private Optional<Instant> stale(OutputLease lease) {
        return ledger().look(lease, look -> Optional.ofNullable(look.stale()));
    }

    private List<String> noted(OutputLease lease) {
        return ledger().step(lease, step -> step.notedBefore(step.version(), null, 10));
    }

    private OutputStatus status(StoreLab lab) {
        return ledger().statuses(lab.lab().name()).getFirst();
    }

    private static OutputKey key(String text) {
        return new OutputKey(text, null);
    }

    private static OutputId id(StoreLab lab) {
        return new OutputId(lab.lab().name(), "by_name", "mysql/table");
    }
}
