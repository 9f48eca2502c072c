package datalab.store.postgres.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import datalab.lab.Lab;
import datalab.lab.stream.EventStream;
import datalab.lab.yaml.LabFile;
import datalab.store.forecast.ModelChanges;
import datalab.store.ledger.Commit;
import datalab.store.ledger.Commit.Outcome;
import datalab.store.result.StoreUnavailable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

final class GroupCommitTest {
    private static final Outcome DONE = new Outcome.Done();

    private final Lab lab = ((LabFile.Valid) LabFile.parse("group", Path.of("."), """
                    lab: group
                    title: To commit together
                    streams:
                      a: {fields: {id: {type: string}}}
                      b: {fields: {id: {type: string}}}
                    """)).lab();
    private final Transactions transactions = new Transactions();
    private final GroupCommit group = new GroupCommit(transactions);

    @Test
    void keepsTogetherWhatComesWhileOneIsUnderWay() throws Exception {
        List<CompletableFuture<Outcome>> outcomes = commitBehindTheFirst(step("a", 1), step("a", 2), step("b", 0));

        transactions.goOn();

        assertThat(outcomes)
                .allSatisfy(
                        outcome -> assertThat(outcome.get(10, TimeUnit.SECONDS)).isEqualTo(DONE));
        assertThat(transactions.kept).containsExactlyInAnyOrder("a/0", "b/0", "a/1 a/2");
    }

    @Test
    void letsTwoOwnersOfOnePartitionTakeTurns() throws Exception {
        List<CompletableFuture<Outcome>> outcomes = commitBehindTheFirst(step("a", 1), step("a", 1));

        transactions.goOn();

        assertThat(outcomes)
                .allSatisfy(
                        outcome -> assertThat(outcome.get(10, TimeUnit.SECONDS)).isEqualTo(DONE));
        assertThat(transactions.kept).containsExactly("a/0", "a/1", "a/1");
    }

    @Test
    void triesAloneWhatWouldHaveToWait() throws Exception {
        transactions.skipped = 2;
        List<CompletableFuture<Outcome>> outcomes = commitBehindTheFirst(step("a", 1), step("a", 2), step("a", 3));

        transactions.goOn();

        assertThat(outcomes)
                .allSatisfy(
                        outcome -> assertThat(outcome.get(10, TimeUnit.SECONDS)).isEqualTo(DONE));
        assertThat(transactions.kept).containsExactly("a/0", "a/1 a/2 a/3", "alone a/2");
    }

    @Test
    void takesNobodyDownWithAStepThatFails() throws Exception {
        transactions.broken = 2;
        List<CompletableFuture<Outcome>> outcomes = commitBehindTheFirst(step("a", 1), step("a", 2), step("a", 3));

        transactions.goOn();

        assertThat(outcomes.get(0).get(10, TimeUnit.SECONDS)).isEqualTo(DONE);
        assertThat(outcomes.get(2).get(10, TimeUnit.SECONDS)).isEqualTo(DONE);
        assertThatThrownBy(() -> outcomes.get(1).get(10, TimeUnit.SECONDS)).hasMessageContaining("broken");
    }

    @Test
    void tellsAllOfThemThatTheStoreIsAway() throws Exception {
        List<CompletableFuture<Outcome>> outcomes = commitBehindTheFirst(step("a", 1), step("a", 2));
        transactions.away = true;

        transactions.goOn();

        assertThat(outcomes)
                .allSatisfy(outcome -> assertThatThrownBy(() -> outcome.get(10, TimeUnit.SECONDS))
                        .hasCauseInstanceOf(StoreUnavailable.class));
    }

    /** The first is in the middle of its transaction; the others come while it is, in this order. */
    private List<CompletableFuture<Outcome>> commitBehindTheFirst(Commit... others) throws InterruptedException {
        CompletableFuture<Outcome> first = inThread(() -> group.commit(step("a", 0)));
        assertThat(first).isNotDone();
        transactions.begun.await();
        List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
        for (Commit other : others) {
            outcomes.add(inThread(() -> group.commit(other)));
        }
        return outcomes;
    }

    /** Returns once the work is done or waits for somebody else. */
    private static CompletableFuture<Outcome> inThread(Supplier<Outcome> work) {
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        Thread thread = Thread.ofPlatform().start(() -> {
            try {
                outcome.complete(work.get());
            } catch (RuntimeException e) {
                outcome.completeExceptionally(e);
            }
        });
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (thread.getState() != Thread.State.WAITING && thread.isAlive() && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        return outcome;
    }

    private Commit step(String stream, int partition) {
        EventStream of = Objects.requireNonNull(lab.streams().get(stream));
        return new Commit(
                of,
                partition,
                0,
                1,
                0,
                List.of(),
                List.of(),
                List.of(),
                Map.of(),
                Map.of(),
                ModelChanges.NONE,
                List.of(),
                0,
                Commit.LogMark.FIRST,
                0,
                false);
    }

    /** Notes what is kept together; the first stands still until it is told to go on. */
    private static final class Transactions implements GroupCommit.Transaction {
        private final List<String> kept = Collections.synchronizedList(new ArrayList<>());
        private final AtomicInteger calls = new AtomicInteger();
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch goOn = new CountDownLatch(1);
        private volatile int skipped = -1;
        private volatile int broken = -1;
        private volatile boolean away;

        void goOn() {
            goOn.countDown();
        }

        @Override
        public Outcome alone(Commit commit) {
            kept.add("alone " + name(commit));
            if (commit.partition() == broken) {
                throw new IllegalStateException("broken");
            }
            return DONE;
        }

        @Override
        public List<Optional<Outcome>> together(List<Commit> commits) {
            if (calls.getAndIncrement() == 0) {
                standStill();
            }
            kept.add(String.join(
                    " ", commits.stream().map(Transactions::name).sorted().toList()));
            if (away) {
                throw new StoreUnavailable("away", new IllegalStateException());
            }
            if (commits.stream().anyMatch(commit -> commit.partition() == broken)) {
                throw new IllegalStateException("broken");
            }
            return commits.stream()
                    .map(commit -> commit.partition() == skipped ? Optional.<Outcome>empty() : Optional.of(DONE))
                    .toList();
        }

        private void standStill() {
            begun.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        private static String name(Commit commit) {
            return commit.stream().name() + "/" + commit.partition();
        }
    }
}
